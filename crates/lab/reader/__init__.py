"""Trains the readers that find anchors and what belongs to them, and writes them as bundles of format 2."""
