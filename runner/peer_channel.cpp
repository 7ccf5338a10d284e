#include "runner/peer_channel.h"

#include <random>
#include <utility>

#include "reports/json_writer.h"
#include "runner/hmac.h"
#include "runner/json_text.h"
#include "runner/process/frames.h"

namespace wfx {
namespace {

constexpr const char* kGreetingFrame = "peer";
constexpr std::size_t kLongestGreeting = 256;
constexpr std::size_t kSeal = 32;  // bytes before each sealed frame
constexpr int kNonceWords = 8;
constexpr char kFromRun = 'r', kFromPeer = 'p';

// 64 hexadecimal digits that nobody can guess.
std::string Nonce() {
  std::random_device device;
  std::string digits;
  for (int word = 0; word < kNonceWords; ++word) {
    const std::uint32_t value = device();
    for (int shift = 28; shift >= 0; shift -= 4) digits += "0123456789abcdef"[value >> shift & 15];
  }
  return digits;
}

std::string Greeting(const std::string& nonce) {
  JsonWriter json;
  json.Open('{');
  json.Member("wfx_peer", PeerChannel::kProtocol);
  json.Member("nonce", nonce);
  json.Close('}');
  return json.Take();
}

std::string FrameOf(const PeerIntroduction& introduction) {
  JsonWriter json;
  json.Open('{');
  json.Member("version", introduction.version);
  json.Member("machine", introduction.machine.name);
  json.Member("boot_id", introduction.machine.boot_id);
  json.Member("installation_id", introduction.machine.installation_id);
  json.Member("folder", introduction.folder);
  json.Member("client", introduction.client);
  json.Close('}');
  return json.Take();
}

PeerIntroduction IntroductionOf(const std::string& frame) {
  const JsonNode node = ParseJson(frame, kGreetingFrame);
  return {node.GetString("version", kGreetingFrame),
          {node.GetString("machine", kGreetingFrame), node.GetString("boot_id", kGreetingFrame),
           node.GetString("installation_id", kGreetingFrame)},
          node.GetString("folder", kGreetingFrame),
          node.GetString("client", kGreetingFrame)};
}

struct Greeted {
  std::uint64_t protocol = 0;
  std::string nonce;
};

Greeted GreetingOf(const std::string& frame) {
  const JsonNode node = ParseJson(frame, kGreetingFrame);
  return {node.GetUnsigned("wfx_peer", kGreetingFrame), node.GetString("nonce", kGreetingFrame)};
}

}  // namespace

struct PeerChannel::State {
  std::unique_ptr<Connection> connection;
  FrameReader frames{kLongestGreeting};
  std::string key;
  char ours = kFromRun, theirs = kFromPeer;
  std::uint64_t sent = 0, received = 0;
  bool ended = false;
  PeerIntroduction introduction;

  void SendPlain(const std::string& frame) {
    if (!connection->Send(Framed(frame), kSendBound)) throw ChannelError("the other side is gone");
  }

  std::string ReceivePlain(std::chrono::nanoseconds at_most) {
    const auto until = std::chrono::steady_clock::now() + at_most;
    for (;;) {
      if (auto frame = frames.Take()) return *std::move(frame);
      if (frames.broken()) throw ChannelError("what comes is no frame");
      std::string bytes;
      const auto got = connection->Receive(bytes, until - std::chrono::steady_clock::now());
      if (got == Connection::Got::kTimeout) throw ChannelError("the other side does not answer");
      ended = got == Connection::Got::kEnded;
      if (ended) throw ChannelError("the other side has ended");
      frames.Add(bytes);
    }
  }

  std::string SealOf(char direction, std::uint64_t number, std::string_view frame) const {
    std::string sealed(1, direction);
    for (int byte = 0; byte < 8; ++byte) sealed += static_cast<char>(number >> 8 * byte & 0xFF);
    return HmacSha256(key, sealed.append(frame));
  }

  void Send(const std::string& frame) { SendPlain(SealOf(ours, sent++, frame) + frame); }

  std::string Receive(std::chrono::nanoseconds at_most) {
    const std::string sealed = ReceivePlain(at_most);
    if (sealed.size() < kSeal) throw ChannelError("what comes is no sealed frame");
    std::string frame = sealed.substr(kSeal);
    if (!EqualInConstantTime(std::string_view(sealed).substr(0, kSeal),
                             SealOf(theirs, received++, frame)))
      throw ChannelError("a frame has the wrong seal");
    return frame;
  }

  void TakeKey(const std::string& token, const std::string& runs, const std::string& peers) {
    key = HmacSha256(token, "wfx peer " + std::to_string(kProtocol) + " " + runs + " " + peers);
    frames.Allow(PeerChannel::kLongestFrame);
  }
};

PeerChannel::PeerChannel(std::unique_ptr<State> state) : state_(std::move(state)) {}
PeerChannel::~PeerChannel() = default;

const PeerIntroduction& PeerChannel::introduction() const { return state_->introduction; }
std::string PeerChannel::remote_address() const { return state_->connection->remote_address(); }
std::string PeerChannel::local_address() const { return state_->connection->local_address(); }
void PeerChannel::Send(const std::string& frame) { state_->Send(frame); }
std::string PeerChannel::Receive(std::chrono::nanoseconds at_most) {
  return state_->Receive(at_most);
}
bool PeerChannel::ended() const { return state_->ended; }

std::unique_ptr<PeerChannel> PeerChannel::Dial(const Endpoint& to, const std::string& token) {
  auto state = std::make_unique<State>();
  const std::string where = "the peer at " + to.Text();
  try {
    state->connection = Connection::Open(to, kConnectBound);
  } catch (const SocketError& error) {
    throw ChannelError(error.what());
  }
  const std::string nonce = Nonce();
  Greeted theirs;
  try {
    state->SendPlain(Greeting(nonce));
    theirs = GreetingOf(state->ReceivePlain(kGreetingBound));
  } catch (const std::runtime_error&) {
    throw ChannelError(where + " does not answer as a peer does; it serves one run at a time");
  }
  if (theirs.protocol != kProtocol) {
    throw ChannelError(where + " speaks protocol " + std::to_string(theirs.protocol) +
                       ", this program " + std::to_string(kProtocol) +
                       "; take the same version on both machines");
  }
  state->TakeKey(token, nonce, theirs.nonce);
  try {
    state->Send("{}");
    state->introduction = IntroductionOf(state->Receive(kGreetingBound));
  } catch (const std::runtime_error&) {
    throw ChannelError(where + " holds another token, or none at all");
  }
  return std::unique_ptr<PeerChannel>(new PeerChannel(std::move(state)));
}

std::unique_ptr<PeerChannel> PeerChannel::Answer(std::unique_ptr<Connection> connection,
                                                 const std::string& token,
                                                 PeerIntroduction introduction) {
  auto state = std::make_unique<State>();
  state->connection = std::move(connection);
  std::swap(state->ours, state->theirs);
  introduction.client = state->connection->remote_address();
  Greeted theirs;
  const std::string nonce = Nonce();
  try {
    theirs = GreetingOf(state->ReceivePlain(kGreetingBound));
    state->SendPlain(Greeting(nonce));
  } catch (const std::runtime_error& error) {
    throw ChannelError(std::string("it does not greet as a run does: ") + error.what());
  }
  if (theirs.protocol != kProtocol)
    throw ChannelError("it speaks protocol " + std::to_string(theirs.protocol) + ", this program " +
                       std::to_string(kProtocol));
  state->TakeKey(token, theirs.nonce, nonce);
  // Until it has proven the token it may not make us keep much.
  state->frames.Allow(kLongestGreeting);
  try {
    state->Receive(kGreetingBound);
  } catch (const std::runtime_error&) {
    throw ChannelError("it does not hold the token");
  }
  state->frames.Allow(kLongestFrame);
  state->Send(FrameOf(introduction));
  state->introduction = std::move(introduction);
  return std::unique_ptr<PeerChannel>(new PeerChannel(std::move(state)));
}

}  // namespace wfx
