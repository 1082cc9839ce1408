"""Why a program did not start: its output, what that means, and the next step."""
