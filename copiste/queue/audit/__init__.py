"""The trail of who did what, sealed so that later changes show."""
