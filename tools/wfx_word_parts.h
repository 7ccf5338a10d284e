// What the words of givens, steps and loads are made of.
#pragma once

#include <cstdint>
#include <string>

#include "runner/joined.h"
#include "runner/names.h"
#include "runner/scenario/scenario.h"

namespace wfx {

// "GENERIC_READ, GENERIC_WRITE": the first name of each bit that is set.
std::string BitNames(ConstantKind kind, std::uint32_t bits);
// Bytes as the scenario spells them: "8 KiB", and "2 bytes" for "2".
std::string Amount(const Quantity& quantity);
std::string Time(Duration duration);  // "200 ms"
std::string LockWords(const Lock& lock);
std::string DispositionName(std::uint32_t disposition);
// What is opened, and how.
std::string OpenWords(const GivenHandle& handle);
std::string ProtectionWords(GivenBuffer::Protection protection);  // "PAGE_READONLY"
// Of a serial port: how long writes may take. "" for everything else.
std::string LineWords(const GivenHandle& handle);

}  // namespace wfx
