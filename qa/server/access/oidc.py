"""An OpenID Connect provider: code flow with PKCE; state, nonce, issuer, audience and signature are checked."""

from __future__ import annotations

from typing import Any

from authlib.integrations.starlette_client import OAuth, OAuthError
from fastapi import Request
from fastapi.responses import Response

from qa.server.access.proxy import is_name
from qa.server.access.refusal import Refusal
from qa.server.access.visitor import Identity
from qa.server.settings import Settings

_SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")  # never "none"


class Provider:
    """The provider, and what it says of people. Its own description is read with the first sign-in."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer.rstrip("/")
        scope = " ".join(dict.fromkeys(["openid", *settings.oidc_scope.split()]))
        self._client: Any = OAuth().register(
            "oidc",
            client_id=settings.oidc_client,
            client_secret=settings.oidc_secret or None,
            server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": scope, "code_challenge_method": "S256", "timeout": 10},
        )

    async def start(self, request: Request, back: str) -> Response:
        await self._described()
        found: Response = await self._client.authorize_redirect(request, back)
        return found

    async def finish(self, request: Request) -> Identity | Refusal:
        await self._described()
        options = {
            "iss": {"essential": True, "values": [self._client.server_metadata["issuer"]]},
            "aud": {"essential": True, "values": [self._settings.oidc_client]},
            "nonce": {"essential": True},
        }
        token = await self._client.authorize_access_token(request, claims_options=options)
        claims = dict(token.get("userinfo") or {})
        if not claims:
            return _refusal("the provider says nothing of who this is", "ask for the scope openid")
        name = self._settings.oidc_name
        if name not in claims and self._client.server_metadata.get("userinfo_endpoint"):
            told = dict(await self._client.userinfo(token=token))
            claims = {**told, **claims} if told.get("sub") == claims["sub"] else claims
        return self._identity(claims)

    def _identity(self, claims: dict[str, Any]) -> Identity | Refusal:
        name = claims.get(self._settings.oidc_name)
        if not isinstance(name, str) or not is_name(name):
            return _refusal(f"the provider gives no {self._settings.oidc_name}", "set oidc_name to a claim that it has")
        if self._settings.oidc_name == "email" and claims.get("email_verified") is False:
            return _refusal("the provider has not verified this address", "verify it there, then sign in again")
        groups = claims.get(self._settings.oidc_groups, [])
        listed = groups if isinstance(groups, list) else [groups]
        return Identity(name, frozenset(group for group in listed if isinstance(group, str) and group))

    async def _described(self) -> None:
        """Read the provider's description once. Raises OAuthError where it is another's."""
        found = await self._client.load_server_metadata()
        if str(found.get("issuer", "")).rstrip("/") != self._issuer:
            found.pop("_loaded_at", None)
            raise OAuthError("issuer", f"it calls itself {found.get('issuer')}, not {self._issuer}")
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = [name for name in offered if name in _SIGNED] or ["RS256"]


def _refusal(reason: str, cure: str) -> Refusal:
    return Refusal(403, reason, cure, noted=True)
