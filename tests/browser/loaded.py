"""What each site's process begins with: it is a copy of one that has imported this, and need not load the model."""

from __future__ import annotations

import torch

from tests.browser import site

torch.set_num_threads(1)  # a copy has none of the threads that its original may have begun
_ = site.encoder().model
