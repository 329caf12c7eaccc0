# verdict: raised
# family: channel
"""An exception named with marks that turn writing round, markup and a formula."""

def double(x):
    name = "=HYPERLINK(owned)\u202e<script>\x1b[2J\r\n[bold]"
    raise type(name, (ValueError,), {})(name)
