"""What the command line's verbs take and print; the work of each is done elsewhere."""
