// The canonical texts of expectations and of what was observed, as deviations files and reports
// spell them. None depends on the target: a quantity bound to it stands as the scenario spells it,
// any other as its number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/engine/judge_scene.h"
#include "runner/joined.h"

namespace wfx {

std::string AmountText(const Quantity& quantity);              // "4096 bytes", "1 sector"
std::string CountText(const Quantity& quantity);               // "4096", "1 sector"
std::string ActorText(const std::string& actor);               // "main", "worker"
std::string DuringText(const std::string& during);             // "during wait", "between steps"
std::string NamesText(const std::vector<std::string>& names);  // "w1, w2", "none"
// Adds "3 lost", where there are any.
void AddCount(std::vector<std::string>& texts, std::uint64_t count, const std::string& what);
std::string AnyOf(const std::vector<std::string>& texts);  // "a or b"
std::string ErrorsText(const std::vector<std::uint32_t>& errors);
// What a call gave, spelled for its function: "TRUE", "WAIT_TIMEOUT", "0". `step` may be null.
std::string ReturnText(std::uint64_t returned, const Step* step);
std::string RunText(const ContentRun& run);  // "fill", "write w", "write w from 100"

std::string DescribeRead(
    const CallRecord& read);  // "fails_with ERROR_MORE_DATA (234) with 10 bytes"

}  // namespace wfx
