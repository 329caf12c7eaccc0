"""For some windows the result is a view of the image: writing into one changes the other. Return an array of
its own."""


def im2col(x, kh, kw, stride=1, pad=0, dilation=1):
    x = _as_float(x)
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x.shape
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    if ph or pw:
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    reach = dilation * (kh - 1) + 1, dilation * (kw - 1) + 1
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(2, 3), writeable=x.flags.writeable)
    view = view[:, :, ::sh, ::sw, ::dilation, ::dilation]
    return view.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, OH * OW)
