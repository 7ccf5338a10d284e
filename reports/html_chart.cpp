#include "reports/html_chart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "reports/figures.h"
#include "reports/html.h"

namespace wfx {
namespace {

// The drawing, and within it the field where the curves are.
constexpr double kWidth = 420, kHeight = 240;
// More of them side by side would touch one another.
constexpr std::size_t kMostMarks = 7;
constexpr double kLeft = 58, kTop = 12, kRight = 24, kBottom = 42;

double Across(const Axis& axis, double value) {
  return kLeft + axis.At(value) * (kWidth - kLeft - kRight);
}
double Down(const Axis& axis, double value) {
  return kHeight - kBottom - axis.At(value) * (kHeight - kTop - kBottom);
}

std::string Coordinate(double at) { return Fixed(at, 1); }

std::string LabelAt(double x, double y, const char* kind, const std::string& text) {
  return "<text class=\"" + std::string(kind) + "\" x=\"" + Coordinate(x) + "\" y=\"" +
         Coordinate(y) + "\">" + Escaped(text) + "</text>";
}

std::string Grid(const Chart& chart) {
  std::string svg;
  const double left = kLeft, right = kWidth - kRight, bottom = kHeight - kBottom;
  for (const Axis::Tick& tick : chart.y.ticks) {
    const double y = Down(chart.y, tick.at);
    svg += "<path class=\"grid\" d=\"M" + Coordinate(left) + " " + Coordinate(y) + "H" +
           Coordinate(right) + "\"/>" + LabelAt(left - 6, y + 4, "at-left", tick.text);
  }
  for (const Axis::Tick& tick : chart.x.ticks) {
    const double x = Across(chart.x, tick.at);
    svg += "<path class=\"grid\" d=\"M" + Coordinate(x) + " " + Coordinate(kTop) + "V" +
           Coordinate(bottom) + "\"/>" + LabelAt(x, bottom + 16, "at-bottom", tick.text);
  }
  svg += LabelAt((left + right) / 2, kHeight - 6, "at-bottom name", chart.x.title);
  return svg;
}

// Points that nobody could tell from the one before are left out.
std::string PathOf(const Chart& chart, const Curve& curve) {
  std::string path;
  double last_x = 0, last_y = 0;
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const double x = Across(chart.x, curve.points[i].x), y = Down(chart.y, curve.points[i].y);
    const bool is_inner = i != 0 && i + 1 != curve.points.size();
    if (is_inner && std::abs(x - last_x) < 1 && std::abs(y - last_y) < 1) continue;
    path += (path.empty() ? "M" : "L") + Coordinate(x) + " " + Coordinate(y);
    last_x = x;
    last_y = y;
  }
  return path;
}

std::string Drawn(const Chart& chart, const Curve& curve) {
  const std::string colour = "colour" + std::to_string(curve.colour % kChartColours);
  std::string svg = "<g class=\"" + colour + "\"><title>" + Escaped(curve.name) +
                    "</title><path class=\"curve" + (curve.is_dashed ? " dashed" : "") + "\" d=\"" +
                    PathOf(chart, curve) + "\"/>";
  if (!curve.has_dots) return svg + "</g>";
  for (const Point& point : curve.points) {
    std::string told;
    if (chart.x.spell != nullptr && chart.y.spell != nullptr)
      told = "<title>" +
             Escaped(curve.name + ": " + chart.y.spell(point.y) + " at " + chart.x.spell(point.x)) +
             "</title>";
    svg += "<g>" + told + "<circle r=\"3.5\" cx=\"" + Coordinate(Across(chart.x, point.x)) +
           "\" cy=\"" + Coordinate(Down(chart.y, point.y)) + "\"/></g>";
  }
  return svg + "</g>";
}

void AddTick(Axis& axis, double at, std::string (*text)(double)) {
  axis.ticks.push_back({at, text(at)});
}

}  // namespace

double Axis::At(double value) const {
  const auto place = [this](double one) {
    return is_logarithmic ? std::log(std::max(one, 1e-9)) : one;
  };
  const double width = place(high) - place(low);
  return width <= 0 ? 0 : std::clamp((place(value) - place(low)) / width, 0.0, 1.0);
}

Axis LinearAxis(std::string title, double high, std::string (*text)(double)) {
  constexpr double kMarks = 4;
  Axis axis{std::move(title), 0, 1, false, {}, text};
  const double rough = std::max(high, 1e-9) / kMarks;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double each : {1.0, 2.0, 2.5, 5.0})
    if (each * power >= rough) {
      step = each * power;
      break;
    }
  const double steps = std::max(1.0, std::ceil(high / step - 1e-9));
  for (double i = 0; i <= steps; ++i) AddTick(axis, i * step, text);
  axis.high = steps * step;
  return axis;
}

Axis LogarithmicAxis(std::string title, double low, double high, std::string (*text)(double)) {
  Axis axis{std::move(title), low, high, true, {}, text};
  const auto first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
  const auto last = static_cast<int>(std::ceil(std::log10(high) - 1e-9));
  std::vector<double> marks;
  for (int power = first; power <= std::max(last, first + 1); ++power)
    for (const double each : {1.0, 2.0, 5.0}) marks.push_back(each * std::pow(10, power));
  const auto above = std::find_if(marks.begin(), marks.end(),
                                  [&](double mark) { return mark >= high * (1 - 1e-9); });
  const auto below = std::find_if(marks.rbegin(), marks.rend(),
                                  [&](double mark) { return mark <= low * (1 + 1e-9); });
  if (above != marks.end()) axis.high = *above;
  if (below != marks.rend()) axis.low = *below;
  std::erase_if(marks, [&](double mark) {
    return mark < axis.low * (1 - 1e-9) || mark > axis.high * (1 + 1e-9);
  });
  const bool is_crowded = marks.size() > kMostMarks;
  for (const double mark : marks) {
    const double power = std::log10(mark);
    if (!is_crowded || std::abs(power - std::round(power)) < 1e-6) AddTick(axis, mark, text);
  }
  return axis;
}

std::string ShortNumber(double number) {
  const auto spelled = [](double value) {
    std::string text = Fixed(value, value < 1 ? 3 : value < 100 ? 1 : 0);
    if (text.find('.') != text.npos) {
      text.erase(text.find_last_not_of('0') + 1);
      if (text.back() == '.') text.pop_back();
    }
    return text;
  };
  if (number >= 1e6) return spelled(number / 1e6) + "M";
  if (number >= 1e4) return spelled(number / 1e3) + "k";
  if (number >= 1e3) return Thousands(static_cast<std::uint64_t>(std::llround(number)));
  return spelled(number);
}

std::string ShortTime(double nanoseconds) {
  if (nanoseconds < 1e3) return ShortNumber(nanoseconds) + " ns";
  if (nanoseconds < 1e6) return ShortNumber(nanoseconds / 1e3) + " us";
  if (nanoseconds < 1e9) return ShortNumber(nanoseconds / 1e6) + " ms";
  return ShortNumber(nanoseconds / 1e9) + " s";
}

std::string Svg(const Chart& chart) {
  std::string names;
  for (const Curve& curve : chart.curves) names += (names.empty() ? "" : ", ") + curve.name;
  std::string svg = "<figure><figcaption>" + Escaped(chart.title) +
                    "</figcaption><svg class=\"chart\" viewBox=\"0 0 " + Fixed(kWidth, 0) + " " +
                    Fixed(kHeight, 0) + "\" role=\"img\" aria-label=\"" +
                    Escaped(chart.title + " of " + names) + "\">" + Grid(chart);
  for (const Curve& curve : chart.curves) svg += Drawn(chart, curve);
  return svg + "</svg></figure>\n";
}

}  // namespace wfx
