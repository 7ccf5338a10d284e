// Scenarios in words, for people who do not know the JSON.
#pragma once

#include <string>

#include "runner/scenario/scenario.h"

namespace wfx {

std::string InWords(const Given& given);  // "file data of 8 KiB, filled with random bytes"
std::string InWords(const Step& step);    // "write w: 2 bytes through writer at 4 KiB"
std::string InWords(const Load& load, const Measure& measure);

}  // namespace wfx
