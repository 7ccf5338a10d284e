// A peer as its user sees it: what is asked of it goes over a line of frames.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reports/json_writer.h"
#include "runner/engine/perform.h"
#include "runner/json_text.h"

namespace wfx {

// Whatever answers a peer's frames. They throw std::runtime_error, one line, when it does not.
class PeerLine {
 public:
  virtual ~PeerLine() = default;
  virtual void Tell(const std::string& frame) = 0;
  virtual JsonNode Await(Duration bound) = 0;
  // None when it ended instead of answering.
  virtual std::optional<JsonNode> AskOrEnd(const std::string& frame, Duration bound) = 0;
  virtual std::uint32_t exit_code() const = 0;

  // Of the peer behind it.
  std::set<std::string> open_handles;
};

// No call of a peer waits for anything but what it is told to wait for; a start of its process
// does.
inline constexpr Duration kAnswerBound = std::chrono::seconds(20);

class PeerClient : public Peer {
 public:
  // `line` must outlive it.
  explicit PeerClient(PeerLine& line) : line_(line) {}

  Reply Open(const std::string& handle, const std::string& path, std::uint32_t access,
             std::uint32_t flags) override;
  Reply Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length,
             bool exclusive) override;
  Reply Unlock(const std::string& handle, std::uint64_t offset, std::uint64_t length) override;
  Reply Close(const std::string& handle) override;
  std::optional<PeerWriteReply> Write(const PeerWrite& write) override;
  std::optional<std::vector<PeerCompletion>> Wait(Duration at_most) override;
  Reply MakePipe(const std::string& handle, const PeerPipe& pipe) override;
  PeerReadReply Read(const std::string& handle, std::uint32_t length, Duration at_most) override;
  std::uint32_t ExitCode() override { return line_.exit_code(); }
  Reply Assemble(const CrewOrder& order) override;
  void Release() override;
  CrewReport Finish() override;

 protected:
  // How the other side is told what to open.
  virtual void NamePath(JsonWriter& json, const std::string& path) const;

 private:
  Reply Ask(const std::string& frame);
  Reply AskClosed(JsonWriter& json);

  PeerLine& line_;
  Duration crew_bound_ = kAnswerBound;
};

}  // namespace wfx
