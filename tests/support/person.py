"""Somebody at the mock's web face, in a real browser: no code of the product is in between."""

from __future__ import annotations

from playwright.sync_api import Dialog, Frame, Locator, Page, expect


class Person:
    """Somebody at the frameset, with a keyboard and a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialogs: list[str] = []
        self.answer = True
        page.on("dialog", self._answer_dialog)

    def _answer_dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        (dialog.accept if self.answer else dialog.dismiss)()

    @property
    def screen(self) -> Frame:
        """The frame of the screens."""
        frame = self.page.frame(name="contenu")
        assert frame is not None
        return frame

    @property
    def boxes(self) -> Locator:
        """The boxes that can be typed into."""
        return self.screen.locator("input:not([type=hidden])")

    def sign_on(self, url: str, password: str) -> None:
        """Open the application and sign on, always at the same terminal."""
        self.page.goto(url)
        self.sees("IDENTIFICATION")
        self.types("agt01", ">", password, "p001")
        self.press("Enter")
        self.sees("MENU GENERAL")

    def cell(self, caption: str) -> Locator:
        """The cell that holds what stands beside a caption."""
        place = "following-sibling::td[contains(@class, 'saisie') or contains(@class, 'val')][1]"
        return self.screen.locator(f"xpath=//td[normalize-space(.)='{caption}']/{place}")

    def values(self) -> list[str]:
        """What the boxes hold."""
        return [box.input_value() for box in self.boxes.all()]

    def sees(self, text: str, of: str = "td.titre") -> None:
        """Wait until a title, or another cell, says this, and the page has placed its cursor."""
        expect(self.screen.locator(of)).to_contain_text(text)
        self.screen.wait_for_load_state()

    def says(self, message: str) -> None:
        """Wait for a message."""
        self.sees(message, "td.msg")

    def types(self, *texts: str) -> None:
        """Type; `>` is the Tab key, everything else goes where the page's own script leads it."""
        for text in texts:
            if text == ">":
                self.page.keyboard.press("Tab")
            else:
                self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)

    def go(self, choice: str, member: str = "") -> None:
        """Leave for the menu, and choose."""
        if self.screen.locator("td.titre").inner_text() != "MENU GENERAL":
            self.press("F3")
        self.sees("MENU GENERAL")
        self.boxes.nth(1).fill("")
        self.boxes.nth(0).focus()
        self.types(choice, member)
        self.press("Enter")
