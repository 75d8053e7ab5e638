//! Articles in Arrow's columns: a batch of texts in, a batch of verdicts out, row for row.
//!
//! This is the one function that Parquet shards, Python, Spark and Ray all call, so that they agree to the
//! last bit with [`Classifier`], which it calls in turn. Behind the feature `arrow`.

mod output_columns;
mod text_column;

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::error::ArrowError;

use crate::article::{Article, ArticleId};
use crate::classifier::Classifier;
use crate::error::{Error, Place, Problem, Result};
use crate::limits::Limits;
use crate::model::Model;
use crate::verdict::Verdict;
use crate::verdict_counts::VerdictCounts;

use output_columns::Rows;
use text_column::Texts;

/// What of a batch is read, and what is made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchSettings {
    /// The column of the articles' texts: strings of any of Arrow's kinds, or a dictionary of them.
    pub text_column: String,
    /// The column of the articles' names, which is handed on as it is, whatever its type.
    pub id_column: Option<String>,
    /// Whether there is a column `verdicts`.
    pub verdicts: bool,
    /// Whether there is a column `clean`: the text without its sponsored paragraphs.
    pub clean: bool,
    /// From which probability on a paragraph is called sponsored; the model's own where there is none.
    pub threshold: Option<f64>,
    /// What is refused as too much, an article at a time.
    pub limits: Limits,
}

impl Default for BatchSettings {
    fn default() -> Self {
        BatchSettings {
            text_column: "text".to_owned(),
            id_column: Some("id".to_owned()),
            verdicts: true,
            clean: false,
            threshold: None,
            limits: Limits::DEFAULT,
        }
    }
}

impl BatchSettings {
    /// The columns of what becomes of such a batch:
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | the id's name | as it came | where it is asked for |
    /// | `verdicts` | list of struct | where they are asked for: `start` and `end` (64-bit, bytes of the text's UTF-8), `label` (`news`, `sponsored`), `probability` (of sponsored), `reliable` |
    /// | `clean` | string | where it is asked for: the news paragraphs, a blank line between them |
    /// | `paragraphs`, `sponsored` | 64-bit | how many there are |
    /// | `paid_share` | double | share of the paragraphs' bytes that is sponsored, 0 where there are none |
    /// | `error` | string | why the article was refused |
    ///
    /// A text that is null has nulls in all of them; one that is refused, in all but `error`.
    ///
    /// # Errors
    /// [`Error::Input`] where a column is missing, there twice, or of another type.
    pub fn output_schema(&self, input: &Schema) -> Result<SchemaRef> {
        let text = column(input, &self.text_column)?;
        let mut fields: Vec<Arc<Field>> = Vec::new();
        if let Some(id) = &self.id_column {
            fields.push(input.fields()[column(input, id)?].clone());
            if crate::output::row_schema::COLUMNS.contains(&id.as_str()) {
                let place = Place::file("batch");
                return Err(Error::input(place, Problem::MadeColumn(id.clone())));
            }
        }
        let text = input.field(text);
        let clean = Texts::type_of_clean(text).ok_or_else(|| not_text(text))?;
        fields.extend(output_columns::fields(self, clean).map(Arc::new));
        Ok(Arc::new(Schema::new(fields)))
    }
}

/// Judges batches by a model. Like [`Classifier`] it holds caches and is worth keeping.
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
///     ("text", Arc::new(StringArray::from(vec!["The council met.\n\nOrder now and save 50%!"])) as _),
/// ])?;
/// let model = Model::embedded()?;
/// let mut classifier = BatchClassifier::new(model, BatchSettings::default());
/// let judged = classifier.classify(&batch)?;
/// let verdicts = judged.column_by_name("verdicts").unwrap().as_list::<i32>().value(0);
/// assert_eq!(verdicts.len(), 2);
/// let probabilities = verdicts.as_struct().column_by_name("probability").unwrap();
/// assert!(probabilities.as_primitive::<Float64Type>().values().iter().all(|p| (0.0..=1.0).contains(p)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct BatchClassifier {
    classifier: Classifier,
    settings: BatchSettings,
    counts: VerdictCounts,
}

impl BatchClassifier {
    /// A classifier of batches by this model.
    pub fn new(model: impl Into<Arc<Model>>, settings: BatchSettings) -> Self {
        BatchClassifier {
            classifier: classifier(model.into(), &settings),
            settings,
            counts: VerdictCounts::default(),
        }
    }

    /// The same model and caches with other settings.
    pub fn set(&mut self, settings: BatchSettings) {
        if settings.threshold != self.settings.threshold {
            self.classifier = classifier(self.classifier.model().clone(), &settings);
        }
        self.settings = settings;
    }

    /// What has been judged since this was last asked.
    pub fn take_counts(&mut self) -> VerdictCounts {
        std::mem::take(&mut self.counts)
    }

    /// The columns of what becomes of such a batch: [`BatchSettings::output_schema`].
    ///
    /// # Errors
    /// The same.
    pub fn output_schema(&self, input: &Schema) -> Result<SchemaRef> {
        self.settings.output_schema(input)
    }

    /// A row for every row, in order.
    ///
    /// # Errors
    /// Those of [`output_schema`](Self::output_schema), and [`Error::Input`] where the batch is too large
    /// for the 32-bit places of its own type of string. What is wrong with one article is told in `error`.
    pub fn classify(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let input = batch.schema_ref();
        let schema = self.output_schema(input)?;
        let index = column(input, &self.settings.text_column)?;
        let field = input.field(index);
        let texts = Texts::of(batch.column(index)).ok_or_else(|| not_text(field))?;
        let clean = Texts::type_of_clean(field).ok_or_else(|| not_text(field))?;
        let mut rows = Rows::with_capacity(batch.num_rows(), &self.settings);
        for row in 0..batch.num_rows() {
            match texts.get(row) {
                None => rows.push_null(&mut self.counts),
                Some(text) => match self.article(text) {
                    Ok((article, verdicts)) => rows.push(&article, &verdicts, &mut self.counts),
                    Err(error) => rows.push_error(error, &mut self.counts),
                },
            }
        }
        let mut columns = Vec::new();
        if let Some(id) = &self.settings.id_column {
            columns.push(batch.column(column(input, id)?).clone());
        }
        columns.extend(rows.finish(&clean)?);
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(schema, columns, &options).map_err(internal)
    }

    /// Judges one text under the same settings. Returns the article and its verdicts, with
    /// explanations if `explained`.
    ///
    /// # Errors
    /// [`Error::Input`] where the text is over a limit.
    pub fn classify_text(
        &mut self,
        text: &str,
        explained: bool,
    ) -> Result<(Article, Vec<Verdict>)> {
        let id = ArticleId::Text(String::new());
        let article = self.settings.limits.article(id, text);
        let article = article.map_err(|problem| Error::input(Place::file("text"), problem))?;
        let verdicts = if explained {
            self.classifier.classify_explained(&article)
        } else {
            self.classifier.classify(&article)
        };
        Ok((article, verdicts))
    }

    fn article(&mut self, text: &str) -> Result<(Article, Vec<Verdict>), String> {
        let id = ArticleId::Text(String::new());
        let article = self.settings.limits.article(id, text);
        let article = article.map_err(|problem| problem.to_string())?;
        let doing = || "judging this article".to_owned();
        let verdicts = self
            .classifier
            .guarded(doing, |classifier| Ok(classifier.classify(&article)));
        match verdicts {
            Ok(verdicts) => Ok((article, verdicts)),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// How long the text of each row is, in bytes; 0 for one that is null.
///
/// # Errors
/// [`Error::Input`] where the column is missing, there twice, or of another type.
pub(crate) fn text_bytes(batch: &RecordBatch, text_column: &str) -> Result<Vec<usize>> {
    let index = column(batch.schema_ref(), text_column)?;
    let texts = Texts::of(batch.column(index));
    let texts = texts.ok_or_else(|| not_text(batch.schema_ref().field(index)))?;
    Ok((0..batch.num_rows())
        .map(|row| texts.get(row).map_or(0, str::len))
        .collect())
}

fn classifier(model: Arc<Model>, settings: &BatchSettings) -> Classifier {
    let threshold = settings.threshold.unwrap_or(model.threshold);
    Classifier::with_threshold(model, threshold)
}

/// The index of a column.
fn column(schema: &Schema, name: &str) -> Result<usize> {
    let mut found = schema
        .fields()
        .iter()
        .enumerate()
        .filter(|(_, field)| field.name() == name);
    let problem = match (found.next(), found.next()) {
        (Some((index, _)), None) => return Ok(index),
        (Some(_), Some(_)) => Problem::DuplicateColumn(name.to_owned()),
        (None, _) => Problem::MissingColumn {
            wanted: name.to_owned(),
            present: schema
                .fields()
                .iter()
                .map(|field| field.name().clone())
                .collect(),
            hint: String::new(),
            role: None,
        },
    };
    Err(Error::input(Place::file("batch"), problem))
}

fn not_text(field: &Field) -> Error {
    let place = Place {
        column: Some(field.name().clone()),
        ..Place::file("batch")
    };
    Error::input(
        place,
        Problem::NotText {
            found: field.data_type().to_string(),
        },
    )
}

/// What Arrow says to columns of our own making.
pub(crate) fn internal(error: ArrowError) -> Error {
    Error::Internal(format!("making a batch ({error})"))
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
        BatchSettings {
            clean: true,
            ..BatchSettings::default()
        }
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

    fn judge(batch: &RecordBatch) -> RecordBatch {
        let model = Model::embedded().unwrap();
        let mut classifier = BatchClassifier::new(model, settings());
        let judged = classifier.classify(batch).unwrap();
        assert_eq!(
            judged.schema(),
            classifier.output_schema(batch.schema_ref()).unwrap()
        );
        judged
    }

    fn strings<'a>(batch: &'a RecordBatch, name: &str) -> Vec<Option<&'a str>> {
        let column = batch.column_by_name(name).unwrap();
        match column.data_type() {
            DataType::LargeUtf8 => column.as_string::<i64>().iter().collect(),
            _ => column.as_string::<i32>().iter().collect(),
        }
    }

    #[test]
    fn every_row_is_judged_as_an_article_is() {
        let judged = judge(&batch(Arc::new(StringArray::from(texts()))));
        assert_eq!(judged.num_rows(), 5);
        assert_eq!(strings(&judged, "id")[4], Some("a4"));
        let model = Model::embedded().unwrap();
        let mut classifier = Classifier::new(model.clone());
        let lists = judged.column_by_name("verdicts").unwrap().as_list::<i32>();
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
                assert_eq!(
                    probabilities.value(at).to_bits(),
                    verdict.probability.to_bits()
                );
                assert_eq!(numbers("start")[at], verdict.span.start as i64);
                assert_eq!(numbers("end")[at], verdict.span.end as i64);
                assert_eq!(
                    column("label").as_string::<i32>().value(at),
                    verdict.label.as_str()
                );
                assert_eq!(column("reliable").as_boolean().value(at), verdict.reliable);
            }
            let mut clean = String::new();
            crate::output::clean_text(&article, &expected, &mut clean);
            assert_eq!(strings(&judged, "clean")[row], Some(clean.as_str()));
        }
        let errors = strings(&judged, "error");
        assert_eq!(errors[..4], [None; 4]);
        assert!(
            errors[4]
                .unwrap()
                .starts_with("paragraph 1 has more than 65536 bytes"),
            "{errors:?}"
        );
        let paragraphs = judged
            .column_by_name("paragraphs")
            .unwrap()
            .as_primitive::<Int64Type>();
        assert_eq!(
            paragraphs.iter().collect::<Vec<_>>(),
            [Some(2), None, Some(0), Some(3), None]
        );
    }

    #[test]
    fn strings_of_every_kind_and_slices_of_them_are_the_same_texts() {
        let texts = texts();
        let plain = batch(Arc::new(StringArray::from(texts.clone())));
        let expected = judge(&plain);
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
            let judged = judge(&batch(column.clone()));
            assert_eq!(
                strings(&judged, "clean"),
                strings(&expected, "clean"),
                "{:?}",
                column.data_type()
            );
            for name in ["verdicts", "paragraphs", "sponsored", "paid_share", "error"] {
                assert_eq!(judged.column_by_name(name), expected.column_by_name(name));
            }
            for (from, rows) in [(0, 0), (1, 3), (4, 1)] {
                let slice = judge(&batch(column.clone()).slice(from, rows));
                assert_eq!(
                    slice.column(1),
                    &expected.slice(from, rows).column(1).clone()
                );
            }
        }
        assert_eq!(judge(&plain.slice(3, 2)), expected.slice(3, 2));
    }

    #[test]
    fn nothing_and_nulls_alone_are_batches_too() {
        let empty = judge(&batch(Arc::new(StringArray::from(Vec::<String>::new()))));
        assert_eq!((empty.num_rows(), empty.num_columns()), (0, 7));
        let keys = Int32Array::from(vec![None, None]);
        let no_values =
            DictionaryArray::try_new(keys, Arc::new(StringArray::from(Vec::<String>::new())));
        for nulls in [
            Arc::new(NullArray::new(2)) as Arc<dyn Array>,
            Arc::new(no_values.unwrap()),
        ] {
            let judged = judge(&batch(nulls));
            assert_eq!(judged.column_by_name("verdicts").unwrap().null_count(), 2);
            assert_eq!(strings(&judged, "error"), [None, None]);
        }
    }

    #[test]
    fn a_column_that_cannot_be_read_is_named() {
        let model = Model::embedded().unwrap();
        let mut classifier = BatchClassifier::new(model, BatchSettings::default());
        let numbers = batch(Arc::new(Int64Array::from(vec![1])));
        let error = classifier.classify(&numbers).unwrap_err().to_string();
        assert_eq!(
            error,
            "batch, column \"text\": has the type Int64 instead of text; name another column, or cast it to strings"
        );
        classifier.set(BatchSettings {
            text_column: "body".into(),
            ..BatchSettings::default()
        });
        let error = classifier.classify(&numbers).unwrap_err().to_string();
        assert_eq!(
            error,
            "batch: no column \"body\"; there are \"id\", \"text\""
        );
    }

    #[test]
    fn an_id_cannot_have_the_name_of_what_is_made() {
        let batch = batch(Arc::new(StringArray::from(texts())));
        let columns = [
            ("error", batch.column(0).clone()),
            ("text", batch.column(1).clone()),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let settings = BatchSettings {
            id_column: Some("error".into()),
            ..BatchSettings::default()
        };
        let model = Model::embedded().unwrap();
        let error = BatchClassifier::new(model, settings)
            .classify(&batch)
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("\"error\" has the name of an output column"),
            "{error}"
        );
    }

    #[test]
    fn counts_are_those_of_all_batches() {
        let model = Model::embedded().unwrap();
        let mut classifier = BatchClassifier::new(model, settings());
        let batch = batch(Arc::new(StringArray::from(texts())));
        classifier.classify(&batch).unwrap();
        classifier.classify(&batch).unwrap();
        let counts = classifier.take_counts();
        assert_eq!(classifier.take_counts(), VerdictCounts::default());
        assert_eq!(
            (counts.rows, counts.rejected, counts.paragraphs),
            (10, 2, 10)
        );
        assert!(counts.sponsored > 0 && counts.paid_share() > 0.2 && counts.paid_share() < 0.8);
    }
}
