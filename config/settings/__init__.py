"""Settings, split by concern; what differs from machine to machine comes from `config.env`."""

from __future__ import annotations

from config.settings.base import *
from config.settings.data import *
from config.settings.logs import *
from config.settings.security import *
