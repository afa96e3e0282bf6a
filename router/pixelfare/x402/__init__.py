"""Paying over x402: terms, the guard, the signer, and a transport that pays for any API."""
