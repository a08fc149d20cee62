"""Who may open the page: whoever has an address that was made with its secret and not used before, and whoever has been
given the cookie for one."""

from __future__ import annotations

import hmac
import secrets

_BYTES = 32


def new_secret() -> str:
    return secrets.token_urlsafe(_BYTES)


def new_token(secret: str) -> str:
    """A token that opens the page once. Whoever knows the secret makes another one without asking."""
    nonce = new_secret()
    return f"{nonce}.{_mac(secret, 'token', nonce)}"


def answer_to(secret: str, challenge: str) -> str:
    """By what a page shows that it is the one that the secret is of, without telling it."""
    return _mac(secret, "answer", challenge)


class Keys:
    """The keys of one start of the page: `secret`, of which its tokens are made; the value of its `cookie`; and `form`,
    which every form on it bears."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.cookie = new_secret()
        self.form = _mac(secret, "form", self.cookie)
        self._spent: set[str] = set()

    def spend(self, token: str) -> bool:
        """Whether a token opens the page; no token does twice."""
        nonce, _, mac = token.partition(".")
        if nonce in self._spent or not same(mac, _mac(self.secret, "token", nonce)):
            return False
        self._spent.add(nonce)
        return True


def same(given: str, ours: str) -> bool:
    """Whether two texts are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode(), ours.encode())


def _mac(secret: str, use: str, text: str) -> str:
    return hmac.digest(secret.encode(), f"{use}:{text}".encode(), "sha256").hex()
