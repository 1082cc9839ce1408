"""What a view shows, by the declarations: its screen, fields, lists and messages. Pure."""
