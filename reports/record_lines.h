// The parts that a record and its journal share, each as JSON on one line.
#pragma once

#include <string>

#include "reports/facts.h"
#include "reports/json_writer.h"
#include "runner/json_text.h"

namespace wfx {

inline constexpr char kRecordFormat[] = "wfx-record/1";

void Write(JsonWriter& json, const Result& result);
void Write(JsonWriter& json, const Measurement& measurement);
// The members of a record but results, measurements and counts. With `broken`, items of long lists
// have lines of their own.
void WriteFacts(JsonWriter& json, const RunRecord& record, bool broken);

// These throw JsonError.
Result ReadResult(const JsonNode& node, const std::string& file);
Measurement ReadMeasurement(const JsonNode& node, const std::string& file);
// What WriteFacts wrote, and counts.planned. Asks for "format".
RunRecord ReadFacts(const JsonNode& node, const std::string& file);
// Reads a text that is line `line` of a larger file: errors name that file's line.
template <typename Read>
auto OnLine(int line, Read read) {
  try {
    return read();
  } catch (const JsonError& error) {
    throw JsonError(error.file, line + error.line - 1, error.message);
  }
}

}  // namespace wfx
