"""4H too few for every LSTM: torch's has two bias vectors."""


def lstm_param_count(D, H, layers=1, bidirectional=False, proj=0):
    directions = 2 if bidirectional else 1
    shown = proj or H  # width of what one LSTM shows
    count = 0
    for layer in range(layers):
        width = D if layer == 0 else directions * shown
        count += directions * (4 * H * (width + shown) + 4 * H + proj * H)
    return count
