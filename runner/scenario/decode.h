// The parts of the scenario reader: each decodes one part of a case whose matrix values are already
// in place.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runner/json_text.h"
#include "runner/scenario/fields.h"
#include "runner/scenario/scenario.h"
#include "runner/scenario/scope.h"

namespace wfx {

// What decoding one case works on.
struct Decoding {
  ErrorSink& errors;
  Scope& scope;
  Case& result;

  // Adds a need that an action implies.
  void Need(std::string_view capability);
};

inline constexpr std::int64_t kLeastOffset = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kMostBytes = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kMostDword = 0xFFFFFFFF;

void DecodeGiven(const JsonNode& node, Decoding& decoding);
void DecodeWhen(const JsonNode& node, Decoding& decoding);
void DecodeThen(const JsonNode& node, Decoding& decoding);
void DecodeLoad(const JsonNode& node, Decoding& decoding);
// Outside the matrix.
Measure DecodeMeasure(const JsonNode& node, ErrorSink& errors);
std::vector<std::pair<std::string, std::string>> DecodeGate(const JsonNode& node,
                                                            ErrorSink& errors);

// The kind of an item of a list: its first key, one of `kinds`. Otherwise reports it and gives "".
// `what`: "given".
std::string KindOf(const JsonNode& node, std::string_view what,
                   std::span<const std::string_view> kinds, Decoding& decoding);

// The range and owner of a lock; also of the steps "lock" and "unlock", where "by" may be an actor,
// left in `actor`.
Lock DecodeRange(Fields& fields, Decoding& decoding, std::string* actor);

// What a handle opens, and with which rights, flags, share mode and disposition.
void DecodeOpened(Fields& fields, Decoding& decoding, GivenHandle& handle);

// Reports opens that empty a file of which nothing is expected. REQUIRES: both lists are read.
void CheckEmptied(Decoding& decoding);

// What CreateFileW returns, as an expectation of the step "open" spells it.
std::optional<std::uint64_t> DecodeOpenReturn(Fields& fields, const JsonNode& node);
ExpectationItem DecodeRecords(Fields& fields, Decoding& decoding);
ExpectationItem DecodeExpectedBurst(Fields& fields, Decoding& decoding);
ExpectationItem DecodeRaceOrder(Fields& fields, Decoding& decoding);
// Kinds that have a file of their own: decode_look.cpp, decode_view.cpp, decode_oplock.cpp.
GivenItem DecodeView(Fields& fields, Decoding& decoding);
GivenItem DecodeTransaction(Fields& fields, Decoding& decoding);
GivenItem DecodeOplock(Fields& fields, Decoding& decoding);
ExpectationItem DecodeExpectedFile(Fields& fields, Decoding& decoding);
ExpectationItem DecodeExpectedMedia(Fields& fields, Decoding& decoding);
ExpectationItem DecodeExpectedRead(Fields& fields, Decoding& decoding);
ExpectationItem DecodeExpectedLook(Fields& fields, Decoding& decoding);
ExpectationItem DecodeExpectedOplock(Fields& fields, Decoding& decoding);

// One name of an error or a list of them.
std::vector<std::uint32_t> DecodeErrors(Fields& fields, std::string_view key);

GivenBuffer::Protection DecodeProtection(Fields& fields,
                                         std::optional<GivenBuffer::Protection> absent);

}  // namespace wfx
