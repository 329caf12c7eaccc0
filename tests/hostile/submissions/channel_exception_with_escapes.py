# verdict: raised
# family: channel
"""An exception text that would clear a terminal, mark up a page and start a formula."""


def double(x):
    raise ValueError(
        "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>\n=cmd|' /C calc'!A0\u202etxt.exe[bold]"
    )
