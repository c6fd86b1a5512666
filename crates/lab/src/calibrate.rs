//! Articles with gold to the weights that turn evidence into confidence: logistic regression with a
//! ridge, by Newton's method, so that the same articles give the same weights.

#![allow(clippy::needless_range_loop, reason = "rows and columns index several tables in one step")]

use std::path::Path;

use anyhow::Result;
use inquit::{
    gold::score::right_statements,
    output::Record,
    pipeline::Pipeline,
    stages::confidence::{self, Calibration, N_FEATURES},
    text::{OffsetUnit, Words},
};

use crate::{
    bundle,
    corpus::{article, read_with_speakers},
};

/// One row more than features: the intercept.
const N: usize = N_FEATURES + 1;
/// Keeps weights of features that hardly vary small; in units of statements.
const RIDGE: f64 = 2.0;
const FOLDS: usize = 5;

struct Lesson {
    article: usize,
    features: [f32; N_FEATURES],
    right: bool,
}

/// Enters the files of the model in `folder` into its manifest, fits on `gold` and writes `calibration` there too.
///
/// # Errors
/// If something cannot be read or written, or the manifest is no JSON object.
pub fn run(gold: &Path, speakers: Option<&Path>, folder: &Path) -> Result<()> {
    bundle::seal(folder)?;
    let pipeline = Pipeline::load(folder)?;
    let articles = read_with_speakers(gold, speakers)?;
    let mut lessons = Vec::new();
    for (index, gold) in articles.iter().enumerate() {
        let reading = pipeline.read(article(gold));
        let (words, _) = Words::new(&reading.article);
        let layers = pipeline.layers(&reading.article, &words);
        let right = right_statements(gold, &Record::new(&reading, OffsetUnit::Codepoint))?;
        for (((statement, attribution), resolved), right) in
            reading.statements.iter().zip(&layers.attributions).zip(&layers.resolution.attributions).zip(right)
        {
            // Nobody has marked whether one inside another is right.
            let Some(right) = right else { continue };
            let n_words = attribution.content.iter().map(|part| part.len()).sum();
            let features =
                confidence::features(&attribution.evidence, resolved.score, statement.kind, statement.place, n_words);
            lessons.push(Lesson { article: index, features, right });
        }
    }
    // The error on articles that took no part in the fit is the one to quote.
    let mut held_out = Vec::new();
    for fold in 0..FOLDS {
        let calibration = fit(lessons.iter().filter(|lesson| lesson.article % FOLDS != fold));
        for lesson in lessons.iter().filter(|lesson| lesson.article % FOLDS == fold) {
            held_out.push((calibration.probability(&lesson.features), lesson.right));
        }
    }
    let calibration = fit(lessons.iter());
    let fitted: Vec<(f32, bool)> =
        lessons.iter().map(|lesson| (calibration.probability(&lesson.features), lesson.right)).collect();
    let right = lessons.iter().filter(|lesson| lesson.right).count();
    eprintln!("{} statements, {right} right", lessons.len());
    eprintln!("expected calibration error: {:.4} fitted, {:.4} in {FOLDS} folds", error(&fitted), error(&held_out));

    let fitted = serde_json::json!({"intercept": calibration.intercept, "weights": calibration.weights.to_vec()});
    bundle::change(folder, "calibration", fitted)
}

fn row(lesson: &Lesson) -> [f64; N] {
    std::array::from_fn(|index| if index == 0 { 1.0 } else { f64::from(lesson.features[index - 1]) })
}

fn fit<'a>(lessons: impl Iterator<Item = &'a Lesson> + Clone) -> Calibration {
    let mut weights = [0.0; N];
    for _ in 0..25 {
        let mut gradient = [0.0; N];
        let mut hessian = [[0.0; N]; N];
        for index in 0..N {
            hessian[index][index] = if index == 0 { 1e-6 } else { RIDGE };
            gradient[index] = -hessian[index][index] * weights[index];
        }
        for lesson in lessons.clone() {
            let row = row(lesson);
            let odds: f64 = row.iter().zip(&weights).map(|(x, weight)| x * weight).sum();
            let probability = 1.0 / (1.0 + (-odds).exp());
            let residual = f64::from(u8::from(lesson.right)) - probability;
            let curvature = (probability * (1.0 - probability)).max(1e-6);
            for i in 0..N {
                gradient[i] += residual * row[i];
                for j in 0..N {
                    hessian[i][j] += curvature * row[i] * row[j];
                }
            }
        }
        let step = solve(hessian, gradient);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
    }
    Calibration { intercept: weights[0] as f32, weights: std::array::from_fn(|index| weights[index + 1] as f32) }
}

/// Gaussian elimination with pivots; the matrix is positive definite.
fn solve(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for column in 0..N {
        let mut pivot = column;
        for row in column..N {
            if matrix[row][column].abs() > matrix[pivot][column].abs() {
                pivot = row;
            }
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..N {
            let factor = matrix[row][column] / matrix[column][column];
            for index in column..N {
                matrix[row][index] -= factor * matrix[column][index];
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|index| matrix[row][index] * right[index]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

/// Expected calibration error over ten bins of equal width.
fn error(pairs: &[(f32, bool)]) -> f64 {
    let mut bins = [(0_usize, 0.0, 0.0); 10];
    for (confidence, right) in pairs {
        let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += f64::from(*confidence);
        bin.2 += f64::from(u8::from(*right));
    }
    bins.iter().map(|(_, confidence, right)| (confidence - right).abs()).sum::<f64>() / pairs.len().max(1) as f64
}
