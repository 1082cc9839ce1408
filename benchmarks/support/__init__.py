"""What the measurements are made of: cases, files, bots and programs to compare with, stopwatches, tables."""
