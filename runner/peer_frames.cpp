#include "runner/peer_frames.h"

#include <concepts>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>

#include "reports/json_writer.h"
#include "runner/observation_fields.h"

namespace wfx::peer_frames {
namespace {

// Writes the fields of one object. The same calls, on a FieldReader, read them.
class FieldWriter {
 public:
  explicit FieldWriter(JsonWriter& json) : json_(json) {}

  template <typename T>
  void operator()(std::string_view key, const T& value) {
    json_.Member(key, value);
  }
  void operator()(std::string_view key, const Duration& value) {
    json_.Member(key, static_cast<std::uint64_t>(value.count()));
  }

 private:
  JsonWriter& json_;
};

class FieldReader {
 public:
  explicit FieldReader(const JsonNode& node) : node_(node) {}

  void operator()(std::string_view key, bool& value) { value = node_.GetBool(key, kName); }
  void operator()(std::string_view key, std::string& value) { value = node_.GetString(key, kName); }
  void operator()(std::string_view key, Duration& value) {
    value = Duration(static_cast<Duration::rep>(node_.GetUnsigned(key, kName)));
  }
  template <std::unsigned_integral T>
  void operator()(std::string_view key, T& value) {
    value = static_cast<T>(node_.GetUnsigned(key, kName));
  }

 private:
  const JsonNode& node_;
};

// Each object's keys stand once; `Object` is const where they are written.
template <typename Fields, typename Object>
requires std::same_as<std::remove_const_t<Object>, AppendOrder>
void Each(Fields fields, Object& order) {
  fields("path", order.path);
  fields("seed", order.seed);
  fields("first_writer", order.first_writer);
  fields("writers", order.writers);
  fields("records", order.records);
  fields("length", order.length);
  fields("append_only", order.append_only);
  fields("one_handle", order.one_handle);
  fields("at_most", order.at_most);
}

template <typename Fields, typename Object>
requires std::same_as<std::remove_const_t<Object>, RaceOrder>
void Each(Fields fields, Object& order) {
  fields("path", order.path);
  fields("seed", order.seed);
  fields("first_racer", order.first_racer);
  fields("lockers", order.lockers);
  fields("writers", order.writers);
  fields("rounds", order.rounds);
  fields("cells", order.cells);
  fields("length", order.length);
  fields("at_most", order.at_most);
}

template <typename Fields, typename Object>
requires std::same_as<std::remove_const_t<Object>, PeerWrite>
void Each(Fields fields, Object& write) {
  fields("name", write.name);
  fields("handle", write.handle);
  fields("seed", write.seed);
  fields("index", write.index);
  fields("offset", write.offset);
  fields("length", write.length);
  fields("no_overlapped", write.no_overlapped);
  fields("no_routine", write.no_routine);
}

// What an observation holds too has its keys there.
template <typename Fields, typename Object>
requires std::same_as<std::remove_const_t<Object>, OverlappedWords> ||
    std::same_as<std::remove_const_t<Object>, RaceCall>
void Each(Fields fields, Object& object) {
  observation::EachField(observation::Keys<std::remove_const_t<Object>>(),
                         [&](std::string_view key, auto member) { fields(key, object.*member); });
}

template <typename Fields, typename Object>
requires std::same_as<std::remove_const_t<Object>, PeerWriteReply>
void Each(Fields fields, Object& reply) {
  fields("returned", reply.returned);
  fields("last_error", reply.last_error);
  Each(fields, reply.after_call);
}

template <typename Fields, typename Object>
requires std::same_as<std::remove_const_t<Object>, PeerCompletion>
void Each(Fields fields, Object& completion) {
  fields("name", completion.name);
  fields("error", completion.error);
  fields("bytes", completion.bytes);
  fields("overlapped_is_callers", completion.overlapped_is_callers);
  Each(fields, completion.words);
}

template <typename Fields, typename Object>
requires std::same_as<std::remove_const_t<Object>, AppendTally>
void Each(Fields fields, Object& tally) {
  fields("issued", tally.issued);
  fields("completed", tally.completed);
  fields("endless", tally.endless);
  fields("surplus", tally.surplus);
}

template <typename Fields, typename Object>
requires std::same_as<std::remove_const_t<Object>, PeerPipe>
void Each(Fields fields, Object& pipe) {
  fields("name", pipe.name);
  fields("open_mode", pipe.open_mode);
  fields("pipe_mode", pipe.pipe_mode);
  fields("quota", pipe.quota);
}

template <typename Object>
Object Read(const JsonNode& node) {
  Object object;
  Each(FieldReader(node), object);
  return object;
}

template <typename Object>
std::string Frame(const char* what, const Object& object) {
  JsonWriter json;
  json.Open('{');
  json.Member("do", what);
  Each(FieldWriter(json), object);
  json.Close('}');
  return json.Take();
}

// Objects in a list; `more` adds what they hold besides plain fields.
template <typename Object, typename More>
void WriteList(JsonWriter& json, const char* key, const std::vector<Object>& objects, More more) {
  json.Key(key);
  json.Open('[');
  for (const Object& object : objects) {
    json.Open('{');
    if constexpr (requires { Each(FieldWriter(json), object); }) Each(FieldWriter(json), object);
    more(object);
    json.Close('}');
  }
  json.Close(']');
}

constexpr char kHexDigits[] = "0123456789abcdef";

std::uint8_t HexDigitOf(char digit) {
  const char* found = digit == '\0' ? nullptr : std::strchr(kHexDigits, digit);
  if (found == nullptr) throw JsonError(kName, 1, "\"bytes\" is no hexadecimal text");
  return static_cast<std::uint8_t>(found - kHexDigits);
}

}  // namespace

std::string FrameOf(const std::string& handle, const PeerPipe& pipe) {
  JsonWriter json;
  json.Open('{');
  json.Member("do", "make_pipe");
  json.Member("handle", handle);
  Each(FieldWriter(json), pipe);
  json.Close('}');
  return json.Take();
}

std::string ReadFrame(const std::string& handle, std::uint32_t length, Duration at_most) {
  JsonWriter json;
  json.Open('{');
  json.Member("do", "read");
  json.Member("handle", handle);
  json.Member("length", length);
  FieldWriter{json}("at_most", at_most);
  json.Close('}');
  return json.Take();
}

std::string FrameOf(const PeerReadReply& reply) {
  std::string digits;
  digits.reserve(reply.bytes.size() * 2);
  for (const std::uint8_t byte : reply.bytes) {
    digits += kHexDigits[byte >> 4];
    digits += kHexDigits[byte & 15];
  }
  JsonWriter json;
  json.Open('{');
  json.Member("succeeded", reply.succeeded);
  json.Member("last_error", reply.last_error);
  json.Member("bytes", digits);
  json.Close('}');
  return json.Take();
}

std::string FrameOf(const PeerWrite& write) { return Frame("write", write); }
std::string FrameOf(const PeerWriteReply& reply) { return Frame("wrote", reply); }

std::string WaitFrame(Duration at_most) {
  JsonWriter json;
  json.Open('{');
  json.Member("do", "wait");
  FieldWriter{json}("at_most", at_most);
  json.Close('}');
  return json.Take();
}

std::string FrameOf(const std::vector<PeerCompletion>& completions) {
  JsonWriter json;
  json.Open('{');
  WriteList(json, "completions", completions, [](const auto&) {});
  json.Close('}');
  return json.Take();
}

std::string FrameOf(const CrewOrder& order) {
  const bool appends = std::holds_alternative<AppendOrder>(order);
  JsonWriter json;
  json.Open('{');
  json.Member("do", "crew");
  json.Member("appends", appends);
  std::visit([&](const auto& each) { Each(FieldWriter(json), each); }, order);
  json.Close('}');
  return json.Take();
}

std::string FrameOf(const CrewReport& report) {
  JsonWriter json;
  json.Open('{');
  WriteList(json, "tallies", report.tallies, [&](const AppendTally& tally) {
    WriteList(json, "failed", tally.failed, [&](const auto& each) {
      json.Member("number", each.first);
      json.Member("error", each.second);
    });
  });
  WriteList(json, "racers", report.racers, [&](const RacerRecord& racer) {
    json.Member("stuck", racer.stuck);
    WriteList(json, "calls", racer.calls, [](const auto&) {});
  });
  json.Close('}');
  return json.Take();
}

PeerWrite WriteOf(const JsonNode& frame) { return Read<PeerWrite>(frame); }
PeerWriteReply WriteReplyOf(const JsonNode& frame) { return Read<PeerWriteReply>(frame); }

PeerPipe PipeOf(const JsonNode& frame) { return Read<PeerPipe>(frame); }

PeerReadReply ReadReplyOf(const JsonNode& frame) {
  PeerReadReply reply;
  reply.succeeded = frame.GetBool("succeeded", kName);
  reply.last_error = static_cast<std::uint32_t>(frame.GetUnsigned("last_error", kName));
  const std::string& digits = frame.GetString("bytes", kName);
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    reply.bytes.push_back(
        static_cast<std::uint8_t>(HexDigitOf(digits[i]) << 4 | HexDigitOf(digits[i + 1])));
  return reply;
}

Duration BoundOf(const JsonNode& frame) {
  Duration bound{};
  FieldReader{frame}("at_most", bound);
  return bound;
}

std::vector<PeerCompletion> CompletionsOf(const JsonNode& frame) {
  std::vector<PeerCompletion> completions;
  for (const JsonNode& each : frame.GetItems("completions", kName))
    completions.push_back(Read<PeerCompletion>(each));
  return completions;
}

CrewOrder OrderOf(const JsonNode& frame) {
  if (frame.GetBool("appends", kName)) return Read<AppendOrder>(frame);
  return Read<RaceOrder>(frame);
}

CrewReport ReportOf(const JsonNode& frame) {
  CrewReport report;
  for (const JsonNode& each : frame.GetItems("tallies", kName)) {
    AppendTally& tally = report.tallies.emplace_back(Read<AppendTally>(each));
    for (const JsonNode& failed : each.GetItems("failed", kName)) {
      tally.failed.emplace_back(static_cast<std::uint32_t>(failed.GetUnsigned("number", kName)),
                                static_cast<std::uint32_t>(failed.GetUnsigned("error", kName)));
    }
  }
  for (const JsonNode& each : frame.GetItems("racers", kName)) {
    RacerRecord& racer = report.racers.emplace_back();
    racer.stuck = each.GetBool("stuck", kName);
    for (const JsonNode& call : each.GetItems("calls", kName))
      racer.calls.push_back(Read<RaceCall>(call));
  }
  return report;
}

}  // namespace wfx::peer_frames
