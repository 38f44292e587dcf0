"""The one error the command shows to people instead of a traceback."""


class SetupError(Exception):
    """Something the user can put right; ``hint`` says how.

    The text is printed as it is, so it names the cause in plain words.
    """

    def __init__(self, message, hint=""):
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self):
        return f"{self.message}\n{self.hint}" if self.hint else self.message
