"""Makes the demonstration's samples, two clients' workbooks and one export, and says what they come to."""
