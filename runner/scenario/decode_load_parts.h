// The parts of a load whose decoding has a file of its own.
#pragma once

#include <string_view>

#include "runner/scenario/decode.h"

namespace wfx {

// Whether `node` is an object; reports it otherwise.
bool IsObject(const JsonNode& node, std::string_view key, ErrorSink& errors);
// "5 %": more than nothing, no more than all. 0 after reporting what it is instead.
double ShareOf(Fields& fields, std::string_view key);

// "handle": the name of one, or a list of them.
void DecodeLoadHandles(Fields& fields, Decoding& decoding, Load& load);
// "length": one, or a list of them with the share of each.
void DecodeLoadLengths(Fields& fields, Decoding& decoding, Load& load);
// "data". REQUIRES: `load` has its handles and lengths.
void DecodeLoadData(Fields& fields, Decoding& decoding, Load& load);

}  // namespace wfx
