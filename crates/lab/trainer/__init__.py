"""Trains the models of inquit: articles of `inquit-lab export` in, a model bundle out."""
