#include "reports/speed.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "reports/figures.h"

namespace wfx {
namespace {

// Mean of logarithms, and the variance of that mean.
struct MeanOfLogarithms {
  double mean = 0, variance = 0, freedom = 0;
};

MeanOfLogarithms MeanOf(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  MeanOfLogarithms result;
  for (const double value : values) result.mean += std::log(value) / count;
  if (values.size() < 2) return result;
  double squares = 0;
  for (const double value : values) {
    const double distance = std::log(value) - result.mean;
    squares += distance * distance;
  }
  result.freedom = count - 1;
  result.variance = squares / result.freedom / count;
  return result;
}

// Student's t that 95 % lie within, rounded to the safe side between whole degrees of freedom.
double TwoSidedT(double freedom) {
  constexpr std::array kT{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                          2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                          2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
  const double whole = std::clamp(std::floor(freedom), 1.0, static_cast<double>(kT.size()));
  return kT[static_cast<std::size_t>(whole) - 1];
}

// Welch and Satterthwaite: two spreads, neither known, need not be alike. Beside many values the
// freedom of two or three comes out too large by this, so there the fewer alone count.
double FreedomOf(const MeanOfLogarithms& one, const MeanOfLogarithms& other) {
  if (one.freedom != other.freedom) return std::min(one.freedom, other.freedom);
  const double sum = one.variance + other.variance;
  const double parts =
      one.variance * one.variance / one.freedom + other.variance * other.variance / other.freedom;
  return parts > 0 ? sum * sum / parts : one.freedom + other.freedom;
}

double MeanLatency(const Series& series) {
  double writes = 0, sum = 0;
  for (const Series::Slice& slice : series.slices) {
    writes += static_cast<double>(slice.writes);
    sum += static_cast<double>(slice.sum_ns);
  }
  return writes > 0 ? sum / writes : 0;
}

constexpr std::string_view kAlike = "\xE2\x89\x88";

// Behind the dot: two, or of a small ratio as many as show a tenth of it.
int DigitsFor(double ratio) {
  int digits = 2;
  for (double scaled = ratio; scaled > 0 && scaled < 0.2 && digits < 6; scaled *= 10) ++digits;
  return digits;
}

}  // namespace

bool HasFigures(const Measurement* measurement) {
  return measurement != nullptr && measurement->errors.empty() && measurement->reason.empty() &&
         measurement->writes != 0;
}

std::optional<SpeedRatio> RatioOf(const std::vector<double>& values,
                                  const std::vector<double>& bases) {
  if (values.empty() || bases.empty()) return std::nullopt;
  const MeanOfLogarithms mine = MeanOf(values), theirs = MeanOf(bases);
  const double difference = mine.mean - theirs.mean;
  SpeedRatio ratio{std::exp(difference), std::nullopt};
  if (values.size() < 2 || bases.size() < 2) return ratio;
  const double reach =
      TwoSidedT(FreedomOf(mine, theirs)) * std::sqrt(mine.variance + theirs.variance);
  ratio.bounds = Bounds{std::exp(difference - reach), std::exp(difference + reach)};
  return ratio;
}

std::vector<double> SpeedsOf(const Measurement& measurement) {
  std::vector<double> speeds;
  if (measurement.open.asked_rate > 0) {
    for (const Series& series : measurement.series)
      if (const double latency = MeanLatency(series); latency > 0) speeds.push_back(1e9 / latency);
    return speeds;
  }
  const std::size_t count =
      std::min(measurement.repetition_seconds.size(), measurement.repetition_writes.size());
  for (std::size_t i = 0; i < count; ++i)
    if (measurement.repetition_seconds[i] > 0 && measurement.repetition_writes[i] > 0)
      speeds.push_back(static_cast<double>(measurement.repetition_writes[i]) /
                       measurement.repetition_seconds[i]);
  return speeds;
}

std::vector<double> LatenciesOf(const Measurement& measurement,
                                std::uint64_t Latency::*percentile) {
  std::vector<double> latencies;
  for (const Latency& each : measurement.repetition_latency)
    if (each.*percentile > 0) latencies.push_back(static_cast<double>(each.*percentile));
  return latencies;
}

std::string Spell(const SpeedRatio& ratio) {
  const int digits = DigitsFor(ratio.ratio);
  std::string text =
      (ratio.IsLikeOne() ? std::string(kAlike) + " " : "") + Fixed(ratio.ratio, digits);
  if (ratio.bounds)
    text +=
        " (" + Fixed(ratio.bounds->low, digits) + " to " + Fixed(ratio.bounds->high, digits) + ")";
  return text;
}

std::string SpellBriefly(const SpeedRatio& ratio) {
  return ratio.IsLikeOne() ? std::string(kAlike) : Fixed(ratio.ratio, DigitsFor(ratio.ratio));
}

}  // namespace wfx
