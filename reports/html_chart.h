// Charts as SVG: curves over two axes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace wfx {

// Values from `low` to `high`, evenly or by their logarithm, with marks at some.
struct Axis {
  struct Tick {
    double at = 0;
    std::string text;
  };
  std::string title;
  double low = 0, high = 1;
  bool is_logarithmic = false;
  std::vector<Tick> ticks;
  std::string (*spell)(double) = nullptr;  // of any value; null where dots are not to tell theirs

  // Where `value` stands: 0 at `low`, 1 at `high`, never beyond.
  double At(double value) const;
};

struct Point {
  double x = 0, y = 0;
};

struct Curve {
  std::string name;
  std::size_t colour = 0;  // the same for the same target on all charts of a page
  std::vector<Point> points;
  bool is_dashed = false;
  bool has_dots = false;  // where points are few and each is a measurement
};

struct Chart {
  std::string title;
  Axis x, y;
  std::vector<Curve> curves;
};

// How many colours there are; curves beyond that share them.
inline constexpr std::size_t kChartColours = 8;

// From zero to `high` or a little more, with round marks. `text` spells one.
Axis LinearAxis(std::string title, double high, std::string (*text)(double));
// Around `low` and `high`, marks at 1, 2 and 5 or, where those are many, at
// powers of ten. REQUIRES: 0 < low <= high.
Axis LogarithmicAxis(std::string title, double low, double high, std::string (*text)(double));

// The spelling of marks.
std::string ShortNumber(double number);     // "1,500", "0.25", "1.5M"
std::string ShortTime(double nanoseconds);  // "50 ns", "1.5 us", "20 ms", "3 s"

// One element; no text in it is a mark, whatever is in its names.
std::string Svg(const Chart& chart);

}  // namespace wfx
