#include "runner/scenario/gate_limits.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "runner/scenario/gate_figures.h"
#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

constexpr double kUsualShare = 0.05;

// "5", "5%", "+5 %", "-5 %": a share. Nothing of anything else; the sign is the figure's own.
std::optional<double> GateShareOf(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (text.ends_with('%')) text.remove_suffix(1);
  if (text.ends_with(' ')) text.remove_suffix(1);
  double percent = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, percent);
  if (error != std::errc() || stopped != end || !(percent > 0) || percent > 1000)
    return std::nullopt;
  return percent / 100;
}

}  // namespace

GateLimits LimitsOf(const Case& subject) {
  GateLimits limits;
  for (const auto& [name, change] : subject.gate)
    limits[name] = GateShareOf(change).value_or(kUsualShare);
  if (limits.empty()) limits = {{"throughput", kUsualShare}, {"latency_p50", kUsualShare}};
  return limits;
}

std::pair<std::string, double> ReadLimit(const std::string& value) {
  const std::size_t equals = value.find('=');
  const std::string name = value.substr(0, equals);
  std::vector<std::string_view> known;
  for (const GateFigure& figure : kGateFigures) known.push_back(figure.name);
  if (std::ranges::find(known, name) == known.end())
    throw std::invalid_argument("--limit knows no figure \"" + name + "\"" +
                                Suggestion(name, known, "figures"));
  const std::optional<double> share =
      equals == std::string::npos ? std::nullopt : GateShareOf(value.substr(equals + 1));
  if (!share)
    throw std::invalid_argument("--limit " + value + ": the right form is --limit " + name +
                                "=5, in per cent, above 0 and up to 1000");
  return {name, *share};
}

}  // namespace wfx
