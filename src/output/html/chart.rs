//! Charts of shares against shares: inline SVG with a title and a description for screen readers.

use std::fmt::Write;

use maud::{Markup, Render, html};

/// Length of an axis, and the space for its labels, in units of the drawing.
const SIDE: f64 = 300.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 12.0;
const RIGHT: f64 = 78.0;
const BELOW: f64 = 44.0;

/// A chart whose axes both range from 0 to 1.
pub(super) struct Chart<'a> {
    /// The id of the chart, unique on the page.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    /// What the chart shows, for screen readers.
    pub(super) description: String,
    /// The names of the x axis and the y axis.
    pub(super) axes: [&'a str; 2],
    /// The lines, dots, columns and words, in drawing order.
    pub(super) marks: Vec<Markup>,
}

/// A point: x, then y, both in [0, 1].
pub(super) type Point = [f64; 2];

/// A coordinate or a length in the drawing, with one decimal.
struct Units(f64);

impl Render for Units {
    fn render_to(&self, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{:.1}", self.0);
    }
}

impl Render for Chart<'_> {
    fn render(&self) -> Markup {
        let Chart { id, title, .. } = self;
        let (right, bottom) = (LEFT + SIDE, TOP + SIDE);
        let (width, height) = (right + RIGHT, bottom + BELOW);
        let (center, middle) = (LEFT + SIDE / 2.0, TOP + SIDE / 2.0);
        html! {
            figure {
                figcaption { (title) }
                svg viewBox={ "0 0 " (width) " " (height) } role="img"
                    aria-labelledby={ (id) "-title " (id) "-text" }
                {
                    title id={ (id) "-title" } { (title) }
                    desc id={ (id) "-text" } { (self.description) }
                    @for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                        @let [x, y] = place([share, share]);
                        path.grid
                            d=(format!("M{LEFT} {y:.1}H{right}M{x:.1} {TOP}V{bottom}")) {}
                        text.tick.y x=(LEFT - 6.0) y=(Units(y + 4.0)) { (share) }
                        text.tick.x x=(Units(x)) y=(bottom + 16.0) { (share) }
                    }
                    text.axis x=(center) y=(height - 8.0) { (self.axes[0]) }
                    text.axis x="12" y=(middle) transform={ "rotate(-90 12 " (middle) ")" } {
                        (self.axes[1])
                    }
                    @for mark in &self.marks { (mark) }
                }
            }
            "\n"
        }
    }
}

/// A line through points.
pub(super) fn line(class: &str, points: impl IntoIterator<Item = Point>) -> Markup {
    let pairs = points.into_iter().map(place);
    let pairs: Vec<String> = pairs.map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
    html! { polyline class=(class) points=(pairs.join(" ")) {} }
}

/// A line in steps: at each point up or down first, then along.
pub(super) fn steps(class: &str, points: &[Point]) -> Markup {
    let corner = |ends: &[Point]| [[ends[0][0], ends[1][1]], ends[1]];
    let corners = points.windows(2).flat_map(corner);
    line(class, points.first().copied().into_iter().chain(corners))
}

/// A dot with a tooltip.
pub(super) fn dot(class: &str, at: Point, radius: f64, tooltip: &str) -> Markup {
    let [x, y] = place(at);
    html! {
        circle class=(class) cx=(Units(x)) cy=(Units(y)) r=(Units(radius)) {
            title { (tooltip) }
        }
    }
}

/// A column on the x axis, from `left` to its top right corner.
pub(super) fn column(class: &str, left: f64, corner: Point) -> Markup {
    let ([x, bottom], [right, y]) = (place([left, 0.0]), place(corner));
    html! {
        rect class=(class) x=(Units(x)) y=(Units(y)) width=(Units(right - x))
            height=(Units(bottom - y)) {}
    }
}

/// A word to the right of a point.
pub(super) fn word(class: &str, at: Point, word: &str) -> Markup {
    let [x, y] = place(at);
    html! { text class=(class) x=(Units(x + 5.0)) y=(Units(y + 4.0)) { (word) } }
}

/// A bar of a share with the ends of its interval, for a row of a table. Screen readers skip the
/// bar and read the numbers of the row.
pub(super) fn bar(share: f64, interval: Option<Point>) -> Markup {
    let x = |share: f64| share.clamp(0.0, 1.0) * 120.0 + 1.0;
    html! {
        svg.bar viewBox="0 0 122 14" aria-hidden="true" {
            rect.track x="1" y="3" width="120" height="8" {}
            rect.fill x="1" y="3" width=(Units(x(share) - 1.0)) height="8" {}
            @if let Some([low, high]) = interval.map(|ends| ends.map(x)) {
                path.whisker d=(format!("M{low:.1} 7H{high:.1}M{low:.1} 3V11M{high:.1} 3V11")) {}
            }
        }
    }
}

/// The place of a point in the drawing, whose y axis points down.
fn place([x, y]: Point) -> Point {
    [LEFT + SIDE * x.clamp(0.0, 1.0), TOP + SIDE * (1.0 - y.clamp(0.0, 1.0))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chart_has_a_title_and_a_description() {
        let chart = Chart {
            id: "c",
            title: "A & B",
            description: "It \"rises\".".to_owned(),
            axes: ["x", "y <1>"],
            marks: vec![
                line("one", [[0.0, 0.0], [1.0, 1.0]]),
                dot("in-use", [0.5, 0.5], 3.0, "here"),
            ],
        };
        let markup = chart.render().into_string();
        for part in [
            "<title id=\"c-title\">A &amp; B</title>",
            "It &quot;rises&quot;.",
            "y &lt;1&gt;",
            "points=\"46.0,312.0 346.0,12.0\"",
            "<title>here</title>",
        ] {
            assert!(markup.contains(part), "{part} is not in {markup}");
        }
    }

    #[test]
    fn steps_are_vertical_before_horizontal() {
        let markup = steps("one", &[[0.0, 1.0], [1.0, 0.0]]).into_string();
        assert!(markup.contains("points=\"46.0,12.0 46.0,312.0 346.0,312.0\""), "{markup}");
        assert!(steps("none", &[]).into_string().contains("points=\"\""));
    }

    #[test]
    fn bar_is_as_long_as_its_share() {
        assert!(bar(0.5, None).into_string().contains("width=\"60.0\""));
        let full = bar(2.0, Some([0.0, 1.0])).into_string();
        assert!(full.contains("M1.0 7H121.0"), "{full}");
    }
}
