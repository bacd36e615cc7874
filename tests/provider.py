"""A small OpenID Connect provider for tests: real HTTP, real RS256 signatures, PKCE and client secrets checked."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.serving import served

CLIENT, SECRET = "ontherecord", "a secret of the client"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@dataclass
class Provider:
    """Signs in ``user`` without asking. What is wrong with it is for each test to say."""

    user: dict[str, Any] = field(
        default_factory=lambda: {"sub": "1", "email": "ana@example.org", "email_verified": True}
    )
    claims: dict[str, Any] = field(default_factory=dict)  # in place of the right ones in the ID token
    signed: str = "RS256"
    address: str = ""
    issuer: str = ""  # what it calls itself, if not its address
    in_token: bool = True  # else the ID token has only sub, and /userinfo has the rest
    asked: list[dict[str, str]] = field(default_factory=list)  # what came to /authorize
    key: RSAKey = field(default_factory=lambda: KEY)
    signing: RSAKey | None = None  # another key than the published one
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        app = FastAPI(openapi_url=None)
        routes: list[tuple[str, Callable[..., Any], str]] = [
            ("/.well-known/openid-configuration", self._describe, "GET"),
            ("/jwks", lambda: {"keys": [self.key.as_dict(private=False)]}, "GET"),
            ("/authorize", self._authorize, "GET"),
            ("/token", self._token, "POST"),
            ("/userinfo", self._userinfo, "GET"),
        ]
        for path, answer, method in routes:
            app.add_api_route(path, answer, methods=[method], response_model=None)
        return app

    def _describe(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer or self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        if asked.get("client_id") != CLIENT or asked.get("response_type") != "code":
            return JSONResponse({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self._codes.pop(sent.get("code", ""), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "+").encode()).decode()
        plain = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if request.headers.get("authorization") not in (basic, plain):
            return JSONResponse({"error": "invalid_client"}, 401)
        if asked is None or asked["redirect_uri"] != sent.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if asked.get("code_challenge_method") != "S256" or asked["code_challenge"] != challenge.decode().rstrip("="):
            return JSONResponse({"error": "invalid_grant", "error_description": "PKCE"}, 400)
        access = secrets.token_urlsafe(16)
        self._tokens[access] = self.user
        return JSONResponse(
            {"access_token": access, "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}
        )

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        user = self.user if self.in_token else {"sub": self.user["sub"]}
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **user,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.signed == "none":
            parts = (b'{"alg":"none"}', str(claims).replace("'", '"').replace("True", "true").encode(), b"")
            return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
        if self.signed == "HS256":  # with what everybody knows: the public key
            public = OctKey.import_key(self.key.as_pem(private=False))
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, public)
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing or self.key)

    def _userinfo(self, request: Request) -> Response:
        user = self._tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        return JSONResponse(user) if user else JSONResponse({"error": "invalid_token"}, 401)


@contextmanager
def provided() -> Iterator[Provider]:
    provider = Provider()
    with served(provider.app()) as address:
        provider.address = address
        yield provider
