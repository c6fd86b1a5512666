"""What the reader's parts promise, on invented data: `python -m unittest reader.test_reader`."""

from __future__ import annotations

import argparse
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from trainer.convolution import Convolution
from trainer.convolution import Shape as ConvolutionShape
from trainer.export import examples
from trainer.transformer import Shape as TransformerShape
from trainer.transformer import Transformer

from . import data, export, score, teach, train
from .arguments import Shape, distance
from .crf import Crf
from .labels import ANCHORS, ARGUMENTS, CUE, START
from .model import Model

WORDS = "The clerk said the mayor wanted rain . “ Twice . ”".split()
"""Two blocks: a report with one inside it, and a quotation whose source is in the block before."""

STATEMENTS = [
    {"source": [[0, 2]], "cue": [[2, 3]], "content": [[3, 7]]},
    {"source": [[3, 5]], "cue": [[5, 6]], "content": [[6, 7]]},
    {"source": [[0, 2]], "cue": [], "content": [[8, 12]]},
]


def record(name: str = "a", all_levels: bool = True) -> dict:
    """The article as `inquit-lab export` writes it."""
    rng = np.random.default_rng(3)
    pieces, first, ends = [101], [], []
    for at in range(len(WORDS)):
        first.append(len(pieces))
        pieces.append(int(rng.integers(1000, 30000)))
        if at in (7, 11):
            ends.append(len(pieces))
            pieces.append(102)
    features = [[1, 1, 1] for _ in pieces]
    for at, word in enumerate(WORDS):
        features[first[at]][0] = 1 if word.isalpha() else 6
    return {
        "name": name, "pieces": pieces, "features": features, "first": first, "block_end": ends, "reach": [[0, 8], [0, 12]],
        "labels": [0] * len(WORDS), "statements": STATEMENTS, "all_levels": all_levels,
    }  # fmt: skip


def article(**options: bool) -> data.Article:
    """The article, through JSON."""
    return data.Article.parse(json.loads(json.dumps(record(**options))))


def model(encoder: str = "convolution") -> Model:
    """A small one with random weights."""
    torch.manual_seed(5)
    arguments = Shape(channels=16, dilations=(1, 3))
    if encoder == "transformer":
        return Model(Transformer(TransformerShape(layers=1, half=False)), {}, arguments).eval()
    return Model(Convolution(ConvolutionShape(channels=16, dilations=(1, 3))), {}, arguments).eval()


class Marks(unittest.TestCase):
    """Statements as anchors and what belongs to them."""

    def test_each_statement_is_an_anchor_and_words_may_belong_to_several(self) -> None:
        found = article()
        names = [ANCHORS[label] for label in found.labels]
        self.assertEqual([at for at, name in enumerate(names) if name != "O"], [2, 5, 8])
        self.assertEqual([(anchor.kind, anchor.start, anchor.end) for anchor in found.anchors], [(CUE, 2, 3), (CUE, 5, 6), (START, 8, 9)])
        tags = ["".join(".SsCc"[tag] for tag in anchor.tags) for anchor in found.anchors]
        self.assertEqual(tags, ["Ss.Cccc.", "...Ss.C.", "Ss......Cccc"])

    def test_what_lies_in_contents_is_unknown_where_only_outer_statements_are_marked(self) -> None:
        self.assertEqual(article(all_levels=False).weight.tolist(), [1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0])
        self.assertEqual(article().weight.tolist(), [1] * 12)

    def test_a_content_interrupted_by_its_source_begins_again(self) -> None:
        one = record()
        one["statements"] = [{"source": [[4, 5]], "cue": [[2, 3]], "content": [[3, 7]]}]
        self.assertEqual("".join(".SsCc"[tag] for tag in data.Article.parse(one).anchors[0].tags), "...CSCc.")

    def test_rejects_a_statement_beyond_the_words(self) -> None:
        one = record()
        one["statements"] = [{"source": [], "cue": [[2, 3]], "content": [[11, 14]]}]
        with self.assertRaisesRegex(ValueError, "article `a`: a statement reaches beyond its 12 words"):
            data.Article.parse(one)


class Batches(unittest.TestCase):
    """Anchors side by side."""

    def test_windows_point_at_the_pieces_of_their_words(self) -> None:
        found = data.batch([chunk for name in "ab" for chunk in data.chunks(data.Article.parse(record(name)), 100)])
        self.assertEqual(sum(len(group.origin) for group in found.windows), 6)
        flat = found.pieces.flatten()
        for group in found.windows:
            for at, (one, anchor, low) in enumerate(group.origin):
                size = int(group.lengths[at])
                self.assertEqual((low, size), (anchor.low, anchor.high - anchor.low))
                self.assertEqual(flat[group.words[at, :size]].tolist(), one.pieces[one.first[low : low + size]].tolist())
                self.assertEqual(flat[group.ends[at, 0]].item(), one.pieces[one.first[anchor.start]])
                self.assertEqual(group.tags[at, :size].tolist(), anchor.tags.tolist())

    def test_a_window_is_cut_where_its_chunk_ends(self) -> None:
        whole = article()
        second = [chunk for chunk in data.chunks(whole, 8)][1]
        found = data.batch([second])
        self.assertEqual(found.windows[0].tags[0].tolist(), [3, 4, 4, 4])

    def test_distances_grow_by_half_doublings(self) -> None:
        words = torch.tensor([[98, 99, 100, 101, 102, 103, 104, 0, 1999]])
        got = distance(words, torch.tensor([[100]]), torch.tensor([[102]])) - 16
        self.assertEqual(got[0].tolist(), [-3, -2, 0, 0, 2, 3, 4, -13, 16])


class Field(unittest.TestCase):
    """The random field of arguments."""

    def test_no_part_goes_on_that_has_not_begun(self) -> None:
        crf = Crf(ARGUMENTS)
        best = crf.best(torch.randn(8, 20, len(ARGUMENTS)) * 5, torch.full((8,), 20))
        for row in best.tolist():
            for before, after in zip([0, *row], row):
                self.assertTrue(after not in (2, 4) or before in (after - 1, after), row)


class Scoring(unittest.TestCase):
    """Figures."""

    def test_gold_scores_a_hundred_at_both_levels_and_nothing_scores_nothing(self) -> None:
        whole = article()
        count = score.Score()
        count.add(whole, [score.statement(anchor) for anchor in whole.anchors], whole.entities)
        self.assertEqual([count.figures()[key] for key in ("outer", "nested", "source", "cue", "content")], [100.0] * 5)
        count = score.Score()
        count.add(whole, [], whole.entities)
        self.assertEqual(count.figures()["mean"], 0.0)

    def test_nested_ones_are_passed_over_where_only_outer_ones_are_marked(self) -> None:
        whole = article(all_levels=False)
        found = [score.statement(anchor) for anchor in article().anchors]
        whole.statements = [whole.statements[0], whole.statements[2]]
        count = score.Score()
        count.add(whole, found, whole.entities)
        self.assertEqual((count.figures()["outer"], count.counts["nested", "guess"]), (100.0, 0))

    def test_anchors_of_labels_are_those_that_made_them(self) -> None:
        whole = article()
        found = score.anchors_of(whole.labels, whole)
        self.assertEqual([(a.kind, a.start, a.end, a.low, a.high) for a in found], [(a.kind, a.start, a.end, a.low, a.high) for a in whole.anchors])


class Exported(unittest.TestCase):
    """The graphs against the model."""

    def check(self, encoder: str) -> None:
        one = model(encoder)
        pieces, features = examples()[1]
        before = export.outputs(one, pieces, features)
        rounded, stored = export.rounded(one)
        wanted = export.outputs(rounded, pieces, features)
        got = export.run((export.encoder(rounded, stored), export.second(rounded, stored)), pieces, features)
        for name, values in wanted.items():
            np.testing.assert_allclose(got[name], values, atol=1e-4, err_msg=name)
            np.testing.assert_allclose(values, before[name], atol=0.3, err_msg=name)

    def test_convolution(self) -> None:
        self.check("convolution")

    def test_transformer(self) -> None:
        self.check("transformer")

    def test_padding_changes_nothing(self) -> None:
        one = model()
        words, pointers = torch.randn(1, 9, 16), torch.randn(1, 32)
        places, kinds = torch.arange(9)[None] + 12, torch.tensor([0])
        whole = one.arguments(words, pointers, places, kinds, torch.ones(1, 9))
        wide = torch.nn.functional.pad(words, (0, 0, 0, 4), value=3.0)
        mask = (torch.arange(13) < 9).float()[None]
        padded = one.arguments(wide, pointers, torch.nn.functional.pad(places, (0, 4)), kinds, mask)
        torch.testing.assert_close(padded[:, :9], whole)


class Taught(unittest.TestCase):
    """What a teacher makes of articles."""

    def test_gives_anchors_to_those_that_nobody_has_marked(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            one = model()
            config = {"encoder": "convolution", "shape": vars(one.encoder.shape), "arguments": vars(one.arguments.shape), "auxiliary": {}}
            for run in ("a", "b"):
                train.save(folder / run, one, {"config": config})
            unmarked = {**record("u"), "labels": None, "statements": []}
            (folder / "u.jsonl").write_text(json.dumps(unmarked))
            parser = argparse.ArgumentParser()
            teach.arguments(parser)
            teach.main(parser.parse_args([str(folder / "a"), str(folder / "b"), "--articles", str(folder / "u.jsonl"), "--out", str(folder / "t"), "--threads", "1"]))
            taught = load_file(folder / "t")
            self.assertEqual(taught["u.soft"].shape, (12, len(ANCHORS)))
            found = data.Article.parse(unmarked)
            data.learn_from([found], taught, 0.5)
            wanted = score.read(one, [article()])["a"][0]
            self.assertEqual([(a.kind, a.start, a.end) for a in found.anchors], [(a.kind, a.start, a.end) for a in wanted])
            self.assertTrue(found.anchors and all(abs(a.soft.sum(-1) - 1).max() < 1e-2 for a in found.anchors))
            self.assertEqual((set(found.weight.tolist()), found.anchors[0].weight), ({0.5}, 0.5))
            self.assertTrue((found.entities >= 0).all())
            parts = train.loss(one, data.batch(data.chunks(found, 100)), torch.from_numpy(found.pieces[None]), True, Resumed().options(folder, "--out", "o"))
            self.assertGreater(parts["arguments"].item(), 0)


class Guides(unittest.TestCase):
    """Articles marked by another guide."""

    def test_are_told_from_those_marked_at_every_level_and_from_unmarked_ones(self) -> None:
        found = [article(), article(all_levels=False), data.Article.parse({**record(), "labels": None, "all_levels": False})]
        self.assertEqual(data.batch([data.chunks(one, 100)[0] for one in found]).outer.tolist(), [0.0, 1.0, 0.0])

    def test_a_model_that_leans_reads_as_if_told_of_the_guide(self) -> None:
        for encoder in ("convolution", "transformer"):
            one = model(encoder)
            torch.nn.init.normal_(one.outer)
            found = article()
            pieces, features = torch.from_numpy(found.pieces[None]), torch.from_numpy(found.features[None])
            wanted, _ = one(pieces, features, None, torch.tensor([0.5]))
            plain, _ = one(pieces, features)
            one.lean(0.5)
            got, _ = one(pieces, features)
            torch.testing.assert_close(got["anchors"], wanted["anchors"])
            self.assertFalse(torch.allclose(got["anchors"], plain["anchors"], atol=1e-3))


class Resumed(unittest.TestCase):
    """A run that was stopped."""

    def options(self, folder: Path, *given: str) -> argparse.Namespace:
        parser = argparse.ArgumentParser()
        train.arguments(parser)
        (folder / "train.jsonl").write_text("".join(json.dumps(record(f"a{at}")) + "\n" for at in range(12)))
        common = ["--train", str(folder / "train.jsonl"), "--dev", str(folder / "train.jsonl"), "--channels", "8", "--dilations", "1"]
        small = ["--argument-channels", "8", "--argument-dilations", "1", "--pieces", "32", "--warm-up", "2", "--epochs", "2", "--threads", "1"]
        return parser.parse_args([*common, *small, *given])

    def test_goes_on_to_the_same_weights(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            train.main(self.options(folder, "--out", str(folder / "whole"), "--checkpoint", "0"))
            wanted, _ = train.restore(folder / "whole")

            real, steps = train.loss, 0

            def stops(*given: object) -> dict:
                nonlocal steps
                steps += 1
                if steps == 8:
                    raise KeyboardInterrupt
                return real(*given)

            train.loss = stops
            try:
                with self.assertRaises(KeyboardInterrupt):
                    train.main(self.options(folder, "--out", str(folder / "cut"), "--checkpoint", "0"))
            finally:
                train.loss = real
            self.assertTrue((folder / "cut" / "checkpoint.pt").exists())
            with self.assertRaisesRegex(RuntimeError, "of a run with other options or data"):
                train.main(self.options(folder, "--out", str(folder / "cut"), "--rate", "0.5"))
            train.main(self.options(folder, "--out", str(folder / "cut"), "--checkpoint", "0"))
            got, _ = train.restore(folder / "cut")
            for name, value in wanted.state_dict().items():
                self.assertTrue(torch.equal(value, got.state_dict()[name]), name)
            self.assertFalse((folder / "cut" / "checkpoint.pt").exists())


if __name__ == "__main__":
    unittest.main()
