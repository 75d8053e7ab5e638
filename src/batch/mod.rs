//! Articles in Arrow columns: a batch of texts in, a batch of verdicts out, row for row.
//!
//! Parquet shards, Python, Spark and Ray all call [`BatchClassifier`], which calls [`Classifier`]:
//! all of them return the same verdicts to the last bit. Requires the feature `arrow`.

mod batch_schema;
mod batch_settings;
mod output_columns;
mod text_column;

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Schema, SchemaRef};

use crate::article::{Article, ArticleId};
use crate::classifier::Classifier;
use crate::error::{ColumnRole, Error, Place, Problem, Result};
use crate::model::Model;
use crate::output::row_schema::{ERROR, PAID_SHARE, PARAGRAPHS, SPONSORED};
use crate::verdict::Verdict;
use crate::verdict_counts::VerdictCounts;

pub(crate) use batch_schema::is_text;
use batch_schema::{find_column, not_text};
pub use batch_settings::BatchSettings;
use output_columns::{OutputColumns, internal};
use text_column::TextColumn;

/// The columns that every row has, in order, after the verdicts and the clean text.
const ADDED: [&str; 4] = [PARAGRAPHS, SPONSORED, PAID_SHARE, ERROR];

/// Classifies batches with a model. Like [`Classifier`] it holds caches: reuse it for many batches.
///
/// ```
/// use std::sync::Arc;
/// use adsift::Model;
/// use adsift::batch::{BatchClassifier, BatchSettings};
/// use arrow::array::{AsArray, Int64Array, RecordBatch, StringArray};
/// use arrow::datatypes::Float64Type;
///
/// let batch = RecordBatch::try_from_iter([
///     ("id", Arc::new(Int64Array::from(vec![7])) as _),
///     ("text", Arc::new(StringArray::from(vec!["The bridge closed.\n\nSave 50% now!"])) as _),
/// ])?;
/// let model = Model::embedded()?;
/// let mut classifier = BatchClassifier::new(model, BatchSettings::default());
/// let output = classifier.classify(&batch)?;
/// let verdicts = output.column_by_name("verdicts").unwrap().as_list::<i32>().value(0);
/// assert_eq!(verdicts.len(), 2);
/// let probabilities = verdicts.as_struct().column_by_name("probability").unwrap();
/// let probabilities = probabilities.as_primitive::<Float64Type>().values();
/// assert!(probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct BatchClassifier {
    classifier: Classifier,
    settings: BatchSettings,
    counts: VerdictCounts,
}

impl BatchClassifier {
    /// Creates a classifier with this model and these settings.
    pub fn new(model: impl Into<Arc<Model>>, settings: BatchSettings) -> Self {
        BatchClassifier {
            classifier: classifier(model.into(), &settings),
            settings,
            counts: VerdictCounts::default(),
        }
    }

    /// Changes the settings; the model stays, and so do the caches unless the threshold changes.
    pub fn set(&mut self, settings: BatchSettings) {
        if settings.threshold != self.settings.threshold {
            self.classifier = classifier(self.classifier.model().clone(), &settings);
        }
        self.settings = settings;
    }

    /// Returns the counts since the last call, and resets them.
    pub fn take_counts(&mut self) -> VerdictCounts {
        std::mem::take(&mut self.counts)
    }

    /// Returns the schema of the output: [`BatchSettings::output_schema`].
    ///
    /// # Errors
    /// As [`BatchSettings::output_schema`].
    pub fn output_schema(&self, input: &Schema) -> Result<SchemaRef> {
        self.settings.output_schema(input)
    }

    /// Classifies a batch: one output row for each input row, in order. The problem of a single
    /// article is in the column `error`.
    ///
    /// # Errors
    /// As [`output_schema`](Self::output_schema); [`Error::Input`] if the clean texts exceed the
    /// 32-bit offsets of the text column's type.
    pub fn classify(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let input = batch.schema_ref();
        let schema = self.output_schema(input)?;
        let index = find_column(input, &self.settings.text_column, ColumnRole::Text)?;
        let field = input.field(index);
        let texts = TextColumn::of(batch.column(index)).ok_or_else(|| not_text(field))?;
        let clean = TextColumn::type_of_clean(field).ok_or_else(|| not_text(field))?;
        let mut rows = OutputColumns::with_capacity(batch.num_rows(), &self.settings);
        for row in 0..batch.num_rows() {
            match texts.get(row) {
                None => rows.push_nulls(None, &mut self.counts),
                Some(text) => match self.classify_row(text) {
                    Ok((article, verdicts)) => rows.push(&article, &verdicts, &mut self.counts),
                    Err(error) => rows.push_nulls(Some(error), &mut self.counts),
                },
            }
        }
        let mut columns = Vec::new();
        let mut added = rows.finish(&clean)?;
        if self.settings.hands_on {
            for column in self.settings.handed_on(input, index) {
                let is_replaced = column == index;
                let clean = is_replaced.then(|| added.remove(usize::from(self.settings.verdicts)));
                columns.push(clean.unwrap_or_else(|| batch.column(column).clone()));
            }
            // A clean text with the name of a count stays instead of it.
            let names = ADDED.iter().position(|name| self.settings.clean && name == field.name());
            if let Some(at) = names {
                added.remove(usize::from(self.settings.verdicts) + at);
            }
        } else if let Some(id) = &self.settings.id_column {
            columns.push(batch.column(find_column(input, id, ColumnRole::Id)?).clone());
        }
        columns.extend(added);
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(schema, columns, &options).map_err(internal)
    }

    /// Classifies one text with the same settings. Returns the article and its verdicts, with
    /// explanations if `explained`.
    ///
    /// # Errors
    /// [`Error::Input`] if the text is over a limit.
    pub fn classify_text(
        &mut self,
        text: &str,
        explained: bool,
    ) -> Result<(Article, Vec<Verdict>)> {
        let article =
            self.article(text).map_err(|problem| Error::input(Place::file("text"), problem))?;
        let verdicts = if explained {
            self.classifier.classify_explained(&article)
        } else {
            self.classifier.classify(&article)
        };
        Ok((article, verdicts))
    }

    /// Classifies the text of one row. Returns the message for the column `error` if that fails.
    fn classify_row(&mut self, text: &str) -> Result<(Article, Vec<Verdict>), String> {
        let article = self.article(text).map_err(|problem| problem.to_string())?;
        let doing = || "classifying this article".to_owned();
        let verdicts = self
            .classifier
            .guarded(doing, |classifier| Ok(classifier.classify(&article)))
            .map_err(|error| error.to_string())?;
        Ok((article, verdicts))
    }

    /// Creates an article without an id, checked against the limits.
    fn article(&self, text: &str) -> Result<Article, Problem> {
        let id = ArticleId::Text(String::new());
        self.settings.texts.article(id, text)
    }
}

/// Returns the bytes of the text of each row; 0 for a null.
///
/// # Errors
/// [`Error::Input`] if the column is missing, occurs twice or has another type.
pub(crate) fn text_bytes(batch: &RecordBatch, column: &str) -> Result<Vec<usize>> {
    let index = find_column(batch.schema_ref(), column, ColumnRole::Text)?;
    let texts = TextColumn::of(batch.column(index))
        .ok_or_else(|| not_text(batch.schema_ref().field(index)))?;
    Ok((0..batch.num_rows()).map(|row| texts.get(row).map_or(0, str::len)).collect())
}

fn classifier(model: Arc<Model>, settings: &BatchSettings) -> Classifier {
    let threshold = settings.threshold.unwrap_or(model.threshold);
    Classifier::with_threshold(model, threshold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{
        Array, AsArray, DictionaryArray, Int32Array, Int64Array, LargeStringArray, NullArray,
        StringArray, StringViewArray,
    };
    use arrow::datatypes::{DataType, Float64Type, Int64Type};

    const NEWS: &str = "The council voted on Tuesday to close the bridge, officials said.";
    const PAID: &str = "Order today and save 50% on your first box! Get your free trial now.";

    fn settings() -> BatchSettings {
        BatchSettings { clean: true, ..BatchSettings::default() }
    }

    fn texts() -> Vec<Option<String>> {
        vec![
            Some(format!("{NEWS}\n\n{PAID}")),
            None,
            Some(String::new()),
            Some(format!("{NEWS}\nÜber \u{1F98A} {PAID}\n{NEWS}")),
            Some("x".repeat(70_000)),
        ]
    }

    fn batch(texts: Arc<dyn Array>) -> RecordBatch {
        let ids: Vec<String> = (0..texts.len()).map(|id| format!("a{id}")).collect();
        let ids = Arc::new(StringArray::from(ids));
        RecordBatch::try_from_iter_with_nullable([("id", ids as _, true), ("text", texts, true)])
            .unwrap()
    }

    fn classified(batch: &RecordBatch) -> RecordBatch {
        let model = Model::embedded().unwrap();
        let mut classifier = BatchClassifier::new(model, settings());
        let output = classifier.classify(batch).unwrap();
        assert_eq!(output.schema(), classifier.output_schema(batch.schema_ref()).unwrap());
        output
    }

    fn strings<'a>(batch: &'a RecordBatch, name: &str) -> Vec<Option<&'a str>> {
        let column = batch.column_by_name(name).unwrap();
        match column.data_type() {
            DataType::LargeUtf8 => column.as_string::<i64>().iter().collect(),
            _ => column.as_string::<i32>().iter().collect(),
        }
    }

    #[test]
    fn rows_have_the_verdicts_of_their_articles() {
        let output = classified(&batch(Arc::new(StringArray::from(texts()))));
        assert_eq!(output.num_rows(), 5);
        assert_eq!(strings(&output, "id")[4], Some("a4"));
        let model = Model::embedded().unwrap();
        let mut classifier = Classifier::new(model.clone());
        let lists = output.column_by_name("verdicts").unwrap().as_list::<i32>();
        for (row, text) in texts().into_iter().enumerate() {
            let Some(text) = text.filter(|text| text.len() < 70_000) else {
                assert!(lists.is_null(row));
                continue;
            };
            let article = Article::from_text("".into(), text);
            let expected = classifier.classify(&article);
            let found = lists.value(row);
            let found = found.as_struct();
            let column = |name| found.column_by_name(name).unwrap();
            let numbers = |name| column(name).as_primitive::<Int64Type>().values().to_vec();
            let probabilities = column("probability").as_primitive::<Float64Type>();
            assert_eq!(found.len(), expected.len());
            for (at, verdict) in expected.iter().enumerate() {
                assert_eq!(probabilities.value(at).to_bits(), verdict.probability.to_bits());
                assert_eq!(numbers("start")[at], verdict.span.start as i64);
                assert_eq!(numbers("end")[at], verdict.span.end as i64);
                assert_eq!(column("label").as_string::<i32>().value(at), verdict.label.as_str());
                assert_eq!(column("reliable").as_boolean().value(at), verdict.reliable);
            }
            let mut clean = String::new();
            crate::output::clean_text(&article, &expected, &mut clean);
            assert_eq!(strings(&output, "clean")[row], Some(clean.as_str()));
        }
        let errors = strings(&output, "error");
        assert_eq!(errors[..4], [None; 4]);
        assert!(
            errors[4].unwrap().starts_with("paragraph 1 has more than 65536 bytes"),
            "{errors:?}"
        );
        let paragraphs = output.column_by_name("paragraphs").unwrap().as_primitive::<Int64Type>();
        assert_eq!(paragraphs.iter().collect::<Vec<_>>(), [Some(2), None, Some(0), Some(3), None]);
    }

    #[test]
    fn every_string_type_and_its_slices_have_the_same_verdicts() {
        let texts = texts();
        let plain = batch(Arc::new(StringArray::from(texts.clone())));
        let expected = classified(&plain);
        let values = Arc::new(StringArray::from(texts.clone()));
        let keys = Int32Array::from(vec![Some(0), None, Some(2), Some(3), Some(4)]);
        let null_value = Int32Array::from(vec![0, 1, 2, 3, 4]);
        let columns: [Arc<dyn Array>; 4] = [
            Arc::new(LargeStringArray::from(texts.clone())),
            Arc::new(StringViewArray::from(texts.clone())),
            Arc::new(DictionaryArray::try_new(keys, values.clone()).unwrap()),
            Arc::new(DictionaryArray::try_new(null_value, values).unwrap()),
        ];
        for column in columns {
            let output = classified(&batch(column.clone()));
            assert_eq!(
                strings(&output, "clean"),
                strings(&expected, "clean"),
                "{:?}",
                column.data_type()
            );
            for name in ["verdicts", "paragraphs", "sponsored", "paid_share", "error"] {
                assert_eq!(output.column_by_name(name), expected.column_by_name(name));
            }
            for (from, rows) in [(0, 0), (1, 3), (4, 1)] {
                let slice = classified(&batch(column.clone()).slice(from, rows));
                assert_eq!(slice.column(1), &expected.slice(from, rows).column(1).clone());
            }
        }
        assert_eq!(classified(&plain.slice(3, 2)), expected.slice(3, 2));
    }

    #[test]
    fn classifies_empty_batches_and_columns_of_nulls() {
        let empty = classified(&batch(Arc::new(StringArray::from(Vec::<String>::new()))));
        assert_eq!((empty.num_rows(), empty.num_columns()), (0, 7));
        let keys = Int32Array::from(vec![None, None]);
        let no_values =
            DictionaryArray::try_new(keys, Arc::new(StringArray::from(Vec::<String>::new())));
        for nulls in [Arc::new(NullArray::new(2)) as Arc<dyn Array>, Arc::new(no_values.unwrap())] {
            let output = classified(&batch(nulls));
            assert_eq!(output.column_by_name("verdicts").unwrap().null_count(), 2);
            assert_eq!(strings(&output, "error"), [None, None]);
        }
    }

    #[test]
    fn missing_and_non_text_columns_are_named() {
        let model = Model::embedded().unwrap();
        let mut classifier = BatchClassifier::new(model, BatchSettings::default());
        let numbers = batch(Arc::new(Int64Array::from(vec![1])));
        let error = classifier.classify(&numbers).unwrap_err().to_string();
        assert_eq!(
            error,
            "batch, column \"text\": has the type Int64 instead of text; name another column, or cast it to strings"
        );
        classifier.set(BatchSettings { text_column: "body".into(), ..BatchSettings::default() });
        let error = classifier.classify(&numbers).unwrap_err().to_string();
        assert_eq!(error, "batch: no column \"body\"; there are \"id\", \"text\"");
    }

    #[test]
    fn id_column_with_the_name_of_an_output_column_is_refused() {
        let batch = batch(Arc::new(StringArray::from(texts())));
        let columns = [("error", batch.column(0).clone()), ("text", batch.column(1).clone())];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let settings =
            BatchSettings { id_column: Some("error".into()), ..BatchSettings::default() };
        let model = Model::embedded().unwrap();
        let error = BatchClassifier::new(model, settings).classify(&batch).unwrap_err();
        assert!(
            error.to_string().contains("\"error\" has the name of an output column"),
            "{error}"
        );
    }

    #[test]
    fn counts_add_up_over_batches() {
        let model = Model::embedded().unwrap();
        let mut classifier = BatchClassifier::new(model, settings());
        let batch = batch(Arc::new(StringArray::from(texts())));
        classifier.classify(&batch).unwrap();
        classifier.classify(&batch).unwrap();
        let counts = classifier.take_counts();
        assert_eq!(classifier.take_counts(), VerdictCounts::default());
        assert_eq!((counts.rows, counts.rejected, counts.paragraphs), (10, 2, 10));
        assert!(counts.sponsored > 0 && counts.paid_share() > 0.2 && counts.paid_share() < 0.8);
    }
}
