#include "runner/peer_remote.h"

#include <stdexcept>
#include <utility>

#include "runner/peer_client.h"
#include "runner/peer_frames.h"
#include "runner/process/token_file.h"

namespace wfx {
namespace {

Endpoint EndpointToDial(const std::string& text) {
  try {
    return ParseEndpoint(text);
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error("--remote-peer: " + std::string(error.what()));
  }
}

// Why the other end of `channel` is this machine; "" = it is not.
std::string WhyHere(const PeerChannel& channel) {
  const std::string there = channel.remote_address();
  if (IsLoopback(there) || there == channel.local_address())
    return "its address " + there + " is this machine's";
  return WhySame(ThisMachine(), channel.introduction().machine);
}

class ChannelLine : public PeerLine {
 public:
  explicit ChannelLine(std::unique_ptr<PeerChannel> channel) : channel_(std::move(channel)) {}

  void Tell(const std::string& frame) override {
    Guarded([&] { channel_->Send(frame); });
  }

  JsonNode Await(Duration bound) override {
    std::string frame;
    Guarded([&] { frame = channel_->Receive(bound); });
    JsonNode answer = ParseJson(frame, peer_frames::kName);
    if (const JsonNode* refused = answer.Find("refused"))
      throw std::runtime_error("the peer on the other machine refuses: " +
                               refused->AsString(peer_frames::kName));
    return answer;
  }

  // It is not a process that may break: when it is gone, so is the case.
  std::optional<JsonNode> AskOrEnd(const std::string& frame, Duration bound) override {
    Tell(frame);
    return Await(bound);
  }
  std::uint32_t exit_code() const override { return 0; }

 private:
  template <typename Work>
  static void Guarded(Work work) {
    try {
      work();
    } catch (const ChannelError& error) {
      throw std::runtime_error("the peer on the other machine: " + std::string(error.what()));
    }
  }

  std::unique_ptr<PeerChannel> channel_;
};

// Says names and no paths: where they are is the peer's own business.
class RemotePeer : public PeerClient {
 public:
  explicit RemotePeer(std::unique_ptr<ChannelLine> line)
      : PeerClient(*line), line_(std::move(line)) {}

 protected:
  void NamePath(JsonWriter& json, const std::string& path) const override {
    const bool is_pipe = path.starts_with("\\\\") && path.find("\\pipe\\") != path.npos;
    json.Member(is_pipe ? "pipe" : "file", path.substr(path.find_last_of("\\/") + 1));
  }

 private:
  std::unique_ptr<ChannelLine> line_;
};

}  // namespace

RemotePeers::RemotePeers(const RemoteChoice& choice)
    : at_(EndpointToDial(choice.at)), token_(ReadToken(choice.token_file)) {
  const auto channel = PeerChannel::Dial(at_, token_);
  introduction_ = channel->introduction();
  why_here_ = WhyHere(*channel);
  if (!why_here_.empty() && !choice.may_be_here) {
    throw std::runtime_error("the peer at " + at_.Text() + " is on this machine: " + why_here_ +
                             "; nothing remote can be seen with it (--same-machine tries it)");
  }
}

RemoteMachine RemotePeers::machine() const {
  RemoteMachine machine;
  machine.host = UncHost(at_.host);
  machine.here = UncHost(introduction_.client);
  machine.why_not = why_here_.empty() ? "" : "the peer is on this machine: " + why_here_;
  machine.start_peer = [at = at_, token = token_]() -> std::unique_ptr<Peer> {
    return std::make_unique<RemotePeer>(
        std::make_unique<ChannelLine>(PeerChannel::Dial(at, token)));
  };
  return machine;
}

void RemotePeers::End() const {
  ChannelLine line(PeerChannel::Dial(at_, token_));
  line.Tell(R"({"do":"end"})");
  line.Await(kAnswerBound);
}

}  // namespace wfx
