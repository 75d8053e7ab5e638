//! Charts of shares against shares, as inline SVG with a title and a text that says what they show.

use std::fmt::Write;

use super::escaped;

/// Length of an axis, and room for its labels, in units of the drawing.
const SIDE: f64 = 300.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 12.0;
const RIGHT: f64 = 78.0;
const BELOW: f64 = 44.0;

/// A chart whose axes both go from 0 to 1.
pub(super) struct Chart<'a> {
    /// Of the page's charts, the only one of this name.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    /// What it shows, for who does not see it.
    pub(super) description: String,
    pub(super) x: &'a str,
    pub(super) y: &'a str,
    marks: String,
}

/// A point, x before y.
pub(super) type Point = [f64; 2];

impl<'a> Chart<'a> {
    pub(super) fn new(
        id: &'a str,
        title: &'a str,
        [x, y]: [&'a str; 2],
        description: String,
    ) -> Self {
        Chart {
            id,
            title,
            description,
            x,
            y,
            marks: String::new(),
        }
    }

    /// A line through points, in a style of the page's: `class` is our own word.
    pub(super) fn line(&mut self, class: &str, points: impl IntoIterator<Item = Point>) {
        let at = points.into_iter().map(place);
        let at: Vec<String> = at.map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
        self.mark(&format!(
            "<polyline class=\"{class}\" points=\"{}\"/>",
            at.join(" ")
        ));
    }

    /// The same in steps: up or down at the point before, then along.
    pub(super) fn steps(&mut self, class: &str, points: &[Point]) {
        let corner = |ends: &[Point]| [[ends[0][0], ends[1][1]], ends[1]];
        let corners = points.windows(2).flat_map(corner);
        self.line(class, points.first().copied().into_iter().chain(corners));
    }

    /// A dot with what a pointer, or a reader of the page, is told of it.
    pub(super) fn dot(&mut self, class: &str, at: Point, radius: f64, told: &str) {
        let [x, y] = place(at);
        self.mark(&format!(
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"><title>{}</title></circle>",
            escaped(told)
        ));
    }

    /// A column from the x axis up.
    pub(super) fn column(&mut self, class: &str, from: f64, to: Point) {
        let ([left, _], [right, top]) = (place([from, 0.0]), place(to));
        let (width, height) = (right - left, TOP + SIDE - top);
        self.mark(&format!(
            "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
        ));
    }

    /// A word to the right of a point.
    pub(super) fn word(&mut self, class: &str, at: Point, word: &str) {
        let [x, y] = place(at);
        let (x, y) = (x + 5.0, y + 4.0);
        self.mark(&format!(
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
            escaped(word)
        ));
    }

    fn mark(&mut self, mark: &str) {
        self.marks.push_str(mark);
        self.marks.push('\n');
    }

    pub(super) fn write(&self, out: &mut String) -> std::fmt::Result {
        let (id, title) = (self.id, escaped(self.title));
        let (width, height) = (LEFT + SIDE + RIGHT, TOP + SIDE + BELOW);
        writeln!(
            out,
            "<figure><figcaption>{title}</figcaption>\n\
             <svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-text\">\n\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-text\">{}</desc>",
            escaped(&self.description)
        )?;
        for part in 0..=4 {
            let share = f64::from(part) / 4.0;
            let [x, y] = place([share, share]);
            writeln!(
                out,
                "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{}M{x:.1} {TOP}V{}\"/>\
                 <text class=\"tick y\" x=\"{}\" y=\"{:.1}\">{share}</text>\
                 <text class=\"tick x\" x=\"{x:.1}\" y=\"{}\">{share}</text>",
                LEFT + SIDE,
                TOP + SIDE,
                LEFT - 6.0,
                y + 4.0,
                TOP + SIDE + 16.0,
            )?;
        }
        let middle = TOP + SIDE / 2.0;
        writeln!(
            out,
            "<text class=\"axis\" x=\"{}\" y=\"{}\">{}</text>\
             <text class=\"axis\" x=\"12\" y=\"{middle}\" transform=\"rotate(-90 12 {middle})\">{}</text>\n\
             {}</svg></figure>",
            LEFT + SIDE / 2.0,
            height - 8.0,
            escaped(self.x),
            escaped(self.y),
            self.marks
        )
    }
}

/// A bar of a share, with the ends of its interval, for a line of text; whoever does not see it reads
/// the numbers beside it.
pub(super) fn bar(share: f64, interval: Option<Point>) -> String {
    let x = |share: f64| share.clamp(0.0, 1.0) * 120.0 + 1.0;
    let mut bar = format!(
        "<svg class=\"bar\" viewBox=\"0 0 122 14\" aria-hidden=\"true\"><rect class=\"track\" x=\"1\" y=\"3\" width=\"120\" height=\"8\"/>\
         <rect class=\"fill\" x=\"1\" y=\"3\" width=\"{:.1}\" height=\"8\"/>",
        x(share) - 1.0
    );
    if let Some([low, high]) = interval {
        let (low, high) = (x(low), x(high));
        bar.push_str(&format!(
            "<path class=\"whisker\" d=\"M{low:.1} 7H{high:.1}M{low:.1} 3V11M{high:.1} 3V11\"/>"
        ));
    }
    bar.push_str("</svg>");
    bar
}

/// Where a point lies in the drawing, whose y goes down.
fn place([x, y]: Point) -> Point {
    [
        LEFT + SIDE * x.clamp(0.0, 1.0),
        TOP + SIDE * (1.0 - y.clamp(0.0, 1.0)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_says_in_words_what_it_shows() {
        let mut chart = Chart::new("c", "A & B", ["x", "y <1>"], "It \"rises\".".to_owned());
        chart.line("one", [[0.0, 0.0], [1.0, 1.0]]);
        chart.dot("in-use", [0.5, 0.5], 3.0, "here");
        let mut out = String::new();
        chart.write(&mut out).unwrap();
        for part in [
            "<title id=\"c-title\">A &amp; B</title>",
            "It &quot;rises&quot;.",
            "y &lt;1&gt;",
            "points=\"46.0,312.0 346.0,12.0\"",
            "<title>here</title>",
        ] {
            assert!(out.contains(part), "{part} is not in {out}");
        }
    }

    #[test]
    fn steps_go_up_before_they_go_along() {
        let mut chart = Chart::new("c", "", ["", ""], String::new());
        chart.steps("one", &[[0.0, 1.0], [1.0, 0.0]]);
        assert!(
            chart
                .marks
                .contains("points=\"46.0,12.0 46.0,312.0 346.0,312.0\"")
        );
        chart.steps("none", &[]);
    }

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        assert!(bar(0.5, None).contains("width=\"60.0\""));
        assert!(bar(2.0, Some([0.0, 1.0])).contains("M1.0 7H121.0"));
    }
}
