"""The version of this package, as the header line of every log tells it."""

VERSION = "0.1.0"
