// The figures that a scenario's "gate" bounds.
#pragma once

#include <array>
#include <string_view>

namespace wfx {

struct GateFigure {
  std::string_view name;
  char worse;  // the sign of a change for the worse
};

inline constexpr std::array<GateFigure, 7> kGateFigures{{
    {"throughput", '-'},
    {"latency_mean", '+'},
    {"latency_p50", '+'},
    {"latency_p90", '+'},
    {"latency_p99", '+'},
    {"latency_p999", '+'},
    {"latency_max", '+'},
}};

}  // namespace wfx
