"""What the trainer's parts promise, on invented data: `python -m unittest trainer.test_trainer`."""

from __future__ import annotations

import itertools
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from . import bundle, data, export, score
from .convolution import Convolution, Shape
from .crf import Crf, LogPartition
from .labels import LABELS
from .model import TASKS, Model
from .transformer import Shape as TransformerShape
from .transformer import Transformer


def brute_force(emissions, transitions, start, end):  # noqa: ANN001, ANN201
    """Scores of all labellings of one short sequence, by labelling."""
    n, k = emissions.shape
    out = {}
    for path in itertools.product(range(k), repeat=n):
        value = start[path[0]] + end[path[-1]] + sum(emissions[t, label] for t, label in enumerate(path))
        out[path] = value + sum(transitions[a, b] for a, b in itertools.pairwise(path))
    return out


def article(blocks: list[str], seed: int = 0) -> data.Article:
    """An article of blocks written as labels, a letter a word: `.` outside, `S` `s` source, `U` `u` cue, `C` `c` content."""
    rng = np.random.default_rng(seed)
    letters = ".SsUuCc"
    pieces, first, ends, labels = [101], [], [], []
    for block in blocks:
        for letter in block:
            first.append(len(pieces))
            labels.append(letters.index(letter))
            pieces += rng.integers(1000, 30000, 1 + int(rng.integers(2))).tolist()
        ends.append(len(pieces))
        pieces.append(102)
    features = [[int(rng.integers(1, 7)), int(rng.integers(9)), int(rng.integers(9))] for _ in pieces]
    entities = [int(x) for x in rng.integers(-1, 5, len(labels))]
    record = {"name": f"a{seed}", "pieces": pieces, "features": features, "first": first, "block_end": ends}
    return data.Article.parse(json.loads(json.dumps({**record, "labels": labels, "entities": entities})))


class Field(unittest.TestCase):
    """The conditional random field."""

    def setUp(self) -> None:
        torch.manual_seed(3)
        self.emissions = torch.randn(3, 4, 3, dtype=torch.double, requires_grad=True)
        self.transitions = torch.randn(3, 3, dtype=torch.double, requires_grad=True)
        self.start = torch.randn(3, dtype=torch.double, requires_grad=True)
        self.end = torch.randn(3, dtype=torch.double, requires_grad=True)
        self.lengths = torch.tensor([4, 1, 3])

    def test_partition_sums_over_all_labellings(self) -> None:
        got = LogPartition.apply(self.emissions, self.transitions, self.start, self.end, self.lengths)
        for at, length in enumerate(self.lengths):
            paths = brute_force(self.emissions[at, :length], self.transitions, self.start, self.end)
            torch.testing.assert_close(got[at], torch.logsumexp(torch.stack(list(paths.values())), 0))

    def test_gradient_is_that_of_finite_differences(self) -> None:
        inputs = (self.emissions, self.transitions, self.start, self.end)
        torch.autograd.gradcheck(lambda *x: LogPartition.apply(*x, self.lengths), inputs)

    def test_best_labelling_is_the_best_of_all_and_never_forbidden(self) -> None:
        crf = Crf()
        with torch.no_grad():
            for parameter in crf.parameters():
                parameter.normal_()
        emissions = torch.randn(2, 4, len(LABELS))
        lengths = torch.tensor([4, 2])
        best = crf.best(emissions, lengths)
        with torch.no_grad():
            scores = crf.scores()
        for at, length in enumerate(lengths):
            paths = brute_force(emissions[at, :length], *scores)
            wanted = max(paths, key=lambda path: float(paths[path]))
            self.assertEqual(tuple(best[at, :length].tolist()), wanted)
            self.assertGreater(float(paths[wanted]), -1000)


class Data(unittest.TestCase):
    """Articles in chunks and batches."""

    def test_chunks_hold_every_block_once_whatever_the_first_cut(self) -> None:
        whole = article(["SsUCcc.", "..", "Cc.Uu", "....."])
        for first in range(4, 30):
            blocks = [block for chunk in data.chunks(whole, 14, first) for block in chunk.blocks]
            self.assertEqual(blocks, whole.blocks)

    def test_batch_points_at_first_pieces_and_keeps_labels(self) -> None:
        articles = [article(["SsUCcc.", ".."], 1), article(["Cc.Uu"], 2)]
        found = data.batch([chunk for a in articles for chunk in data.chunks(a, 100)])
        flat = found.pieces.flatten()
        got = [flat[found.words[at][found.known[at]]].tolist() for at in range(len(found.origin))]
        wanted = [a.pieces[a.first[block.words]].tolist() for a, block in found.origin]
        self.assertEqual(got, wanted)
        self.assertEqual([int(x) for x in found.labels[0][found.known[0]]], [1, 2, 3, 5, 6, 6, 0])

    def test_long_blocks_are_cut_outside_parts_where_that_is_possible(self) -> None:
        cut = data.split_long(article(["SsUCcc." * 8]), 40)
        self.assertGreater(len(cut.blocks), 1)
        for block in cut.blocks[1:]:
            self.assertEqual(cut.labels[block.words.start], 0)
        self.assertEqual(cut.blocks[-1].pieces.stop, len(cut.pieces))

    def test_rejects_an_article_whose_parts_do_not_fit(self) -> None:
        record = {"name": "x", "pieces": [101, 102], "features": [[0, 0, 0]], "first": [], "block_end": [1], "labels": []}
        with self.assertRaisesRegex(ValueError, "article `x`: 1 feature rows for 2 pieces"):
            data.Article.parse(record)


class Taught(unittest.TestCase):
    """What a teacher makes of articles."""

    def test_labels_those_that_nobody_has_marked_and_stands_beside_the_labels_of_others(self) -> None:
        marked, unmarked = article(["SUC"], 1), article(["..."], 2)
        unmarked.marked = False
        soft = np.full((3, len(LABELS)), 1 / len(LABELS), np.float16)
        best = np.asarray([1, 3, 5], np.uint8)
        data.learn_from([marked, unmarked], {"a1.soft": soft, "a1.best": best[::-1], "a2.soft": soft, "a2.best": best}, 0.5)
        self.assertEqual(marked.labels.tolist(), [1, 3, 5])
        self.assertEqual(unmarked.labels.tolist(), [1, 3, 5])
        self.assertEqual(unmarked.weight.tolist(), [0.5] * 3)
        other = article(["SU"], 3)
        found = data.batch([chunk for each in (unmarked, other) for chunk in data.chunks(each, 100)])
        torch.testing.assert_close(found.soft.sum(-1)[found.known], torch.ones(5), atol=1e-2, rtol=0)
        self.assertEqual(found.soft[1, 0].argmax().item(), LABELS.index("B-SOURCE"))


class Scoring(unittest.TestCase):
    """Figures."""

    def test_gold_labels_score_a_hundred_and_none_score_nothing(self) -> None:
        whole = article(["SsUCcc.", "..", "Cc.UuS"])
        whole.features[:, 0] = 1
        whole.attributions = [
            {"source": [[0, 2]], "cue": [[2, 3]], "content": [[3, 6]]},
            {"source": [[14, 15]], "cue": [[12, 14]], "content": [[9, 11]]},
        ]
        count = score.Score()
        count.add(whole, whole.labels, whole.entities)
        self.assertEqual([count.figures()[key] for key in ("source", "cue", "content", "attribution")], [100.0] * 4)
        count = score.Score()
        count.add(whole, np.zeros_like(whole.labels), whole.entities)
        self.assertEqual(count.figures()["mean"], 0.0)


class Exported(unittest.TestCase):
    """The graph against the model, for each shape of the network."""

    def check(self, **shape: object) -> None:
        torch.manual_seed(5)
        model = Model(Convolution(Shape(channels=16, dilations=(1, 3), **shape)), {})
        if shape.get("tune"):
            torch.nn.init.normal_(model.encoder.tuned.weight)
        model.eval()
        pieces, features = export.examples()[1]
        before = export.outputs(model, pieces, features)
        model, stored = export.rounded(model, False)
        wanted = export.outputs(model, pieces, features)
        for convolutions in ("conv", "matmul"):
            runtime = export.session(export.written(model, stored, convolutions))
            got = runtime.run(list(TASKS), {"pieces": pieces, "features": features})
            for task, values in zip(TASKS, got, strict=True):
                np.testing.assert_allclose(values, wanted[task], atol=1e-4)
                np.testing.assert_allclose(values, before[task], atol=0.1)

    def test_plain(self) -> None:
        self.check()

    def test_separable_and_wider(self) -> None:
        self.check(mixing="separable", kernel=5)

    def test_shift(self) -> None:
        self.check(mixing="shift")

    def test_bottleneck_and_tuned_table(self) -> None:
        self.check(bottleneck=8, tune=True)

    def transformer(self) -> Model:
        torch.manual_seed(5)
        model = Model(Transformer(TransformerShape(layers=2)), {"pos": 3})
        for table in model.encoder.features:
            torch.nn.init.normal_(table.weight)
        torch.nn.init.normal_(model.crf.learned)
        return model.eval()

    def test_transformer_and_back(self) -> None:
        model = self.transformer()
        pieces, features = export.examples()[1]
        before = export.outputs(model, pieces, features)
        transitions = [scores.detach().tolist() for scores in model.crf.scores()]
        rounded, stored = export.rounded(model, False)
        wanted = export.outputs(rounded, pieces, features)
        content = export.written(rounded, stored, "matmul")
        got = export.session(content).run(list(TASKS), {"pieces": pieces, "features": features})
        for task, values in zip(TASKS, got, strict=True):
            np.testing.assert_allclose(values, wanted[task], atol=1e-4)
            np.testing.assert_allclose(values, before[task], atol=0.2)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            manifest = dict(zip(("transitions", "start", "end"), transitions, strict=True))
            (folder / "manifest.json").write_text(json.dumps(manifest))
            half = len(content) // 2
            (folder / "model.onnx.1").write_bytes(content[:half])
            (folder / "model.onnx.2").write_bytes(content[half:])
            shape = {"layers": 2, "dropout": 0.0, "half": False}
            again = bundle.restored(folder, {"pos": 3}, shape).eval()
            for task, values in export.outputs(again, pieces, features).items():
                # The word embeddings are the published ones again, not those rounded to int8.
                np.testing.assert_allclose(values, wanted[task], atol=5e-3)
            for scores, expected in zip(again.crf.scores(), transitions, strict=True):
                np.testing.assert_allclose(scores.detach().numpy(), expected, atol=1e-5)
            with self.assertRaisesRegex(RuntimeError, "no tensor `layers.2.query`"):
                bundle.restored(folder, {}, {**shape, "layers": 3})

    def test_a_transformer_does_not_see_beyond_the_end_of_a_row(self) -> None:
        model = self.transformer().encoder
        pieces, features = torch.randint(1000, 2000, (1, 40)), torch.zeros(1, 40, 3, dtype=torch.long)
        padded = model(pieces, features, (torch.arange(40) < 25).float()[None])
        torch.testing.assert_close(padded[:, :25], model(pieces[:, :25], features[:, :25]), atol=1e-4, rtol=1e-4)

    def test_pieces_beyond_the_halo_do_not_matter(self) -> None:
        torch.manual_seed(5)
        encoder = Convolution(Shape(channels=16, dilations=(1, 3))).eval()
        pieces = torch.randint(1000, 2000, (1, 40))
        features = torch.zeros(1, 40, 3, dtype=torch.long)
        whole = encoder(pieces, features)
        part = encoder(pieces[:, 10:30], features[:, 10:30])
        halo = encoder.halo
        torch.testing.assert_close(part[:, halo:-halo], whole[:, 10 + halo : 30 - halo])
        padded = encoder(pieces, features, (torch.arange(40) < 25).float()[None])
        torch.testing.assert_close(padded[:, :25], encoder(pieces[:, :25], features[:, :25]))


if __name__ == "__main__":
    unittest.main()
