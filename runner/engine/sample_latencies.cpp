#include "runner/engine/sample_latencies.h"

#include <algorithm>
#include <cmath>

#include "runner/engine/histogram.h"

namespace wfx {

const std::map<std::string, DrawLatency>& SampleLatencies() {
  static const std::map<std::string, DrawLatency> all{
      {"constant", [](std::mt19937_64&) { return 20800.0; }},
      {"uniform",
       [](std::mt19937_64& random) { return std::uniform_real_distribution<>(1, 5e6)(random); }},
      {"bimodal",
       [](std::mt19937_64& random) {
         const bool cached = std::bernoulli_distribution(0.9)(random);
         return std::normal_distribution<>(cached ? 20e3 : 4e6, cached ? 500 : 2e5)(random);
       }},
      {"log_normal",
       [](std::mt19937_64& random) { return std::lognormal_distribution<>(10, 1.5)(random); }},
      {"exponential",
       [](std::mt19937_64& random) { return std::exponential_distribution<>(1 / 30e3)(random); }},
      {"heavy_tail",
       [](std::mt19937_64& random) {
         return 18e3 * std::pow(std::uniform_real_distribution<>(1e-9, 1)(random), -1 / 1.2);
       }},
  };
  return all;
}

std::vector<std::uint64_t> DrawLatencies(const DrawLatency& draw, std::uint64_t seed,
                                         std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> samples(count);
  for (std::uint64_t& sample : samples)
    sample = static_cast<std::uint64_t>(std::clamp(draw(random), 1.0, 1e18));
  return samples;
}

double WorstPercentileError(std::vector<std::uint64_t> samples) {
  constexpr double kShares[] = {0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1};
  Histogram histogram;
  for (const std::uint64_t sample : samples) histogram.Add(sample);
  std::ranges::sort(samples);
  double worst = 0;
  for (const double share : kShares) {
    // The rank by its definition, not by the histogram's own words.
    const auto rank = static_cast<std::size_t>(
        std::max(1.0, std::ceil(share * static_cast<double>(samples.size()) - 1e-7)));
    const auto truth = static_cast<double>(samples[rank - 1]);
    const double error = std::abs(static_cast<double>(histogram.Percentile(share)) - truth);
    if (error > 1) worst = std::max(worst, error / truth);
  }
  return worst;
}

}  // namespace wfx
