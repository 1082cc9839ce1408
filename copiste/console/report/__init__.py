"""The morning report: from the queue's history to one page that answers "is all well, what must I do?"."""
