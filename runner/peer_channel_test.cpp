// A peer over loopback on a model's table: what it does for who holds the token, and what it tells
// and does for everybody else.
#include "runner/peer_channel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "runner/model/model.h"
#include "runner/peer_listener.h"
#include "runner/peer_remote.h"
#include "runner/process/frames.h"
#include "runner/process/program.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

using namespace std::chrono_literals;

constexpr char kToken[] = "an old saying, kept at home";
constexpr char kRemoteFile[] = "wfx_data";

class PeerOverLoopback : public testing::Test {
 protected:
  PeerOverLoopback() : folder_(MakeTemporaryFolder("wfx_peer_")) {
    const Handle file(api_, api_.CreateFileW(Wide("C:\\wfx_data").c_str(), GENERIC_WRITE, 0,
                                             nullptr, CREATE_NEW, 0, nullptr));
    EXPECT_TRUE(file.valid());
  }
  ~PeerOverLoopback() override {
    End();
    std::filesystem::remove_all(folder_);
  }

  std::string TokenFile(const std::string& token, const char* name = "token") {
    const std::filesystem::path file = folder_ / name;
    std::ofstream(file, std::ios::binary) << token;
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return TextOf(file);
  }
  void Start(const std::string& folder = "C:\\") {
    listener_ = std::make_unique<PeerListener>(
        api_, ListenerChoice{"127.0.0.1:0", TokenFile(kToken), folder, "1"}, log_);
    server_ = std::thread([this] { listener_->Serve([this] { return over_.load(); }); });
  }
  void End() {
    over_ = true;
    if (server_.joinable()) server_.join();
  }
  RemoteChoice Here() { return {listener_->at().Text(), TokenFile(kToken), true}; }
  RemoteMachine Machine() { return RemotePeers(Here()).machine(); }
  std::string Log() {
    End();
    return log_.str();
  }

  template <typename Work>
  static std::string ProblemOf(Work work) {
    try {
      work();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  static ModelOptions InRealTime() {
    ModelOptions options;
    options.time = ModelOptions::Time::kReal;
    return options;
  }

  const std::filesystem::path folder_;
  Model model_{InRealTime()};
  const Win32Api api_ = model_.api();
  std::ostringstream log_;
  std::atomic<bool> over_{false};
  std::unique_ptr<PeerListener> listener_;
  std::thread server_;
};

TEST_F(PeerOverLoopback, OpensLocksAndCloses) {
  Start();
  const auto peer = Machine().start_peer();
  // Whatever the path here, the peer has the file of that name in its own folder.
  ASSERT_TRUE(
      peer->Open("a", "\\\\server\\share\\wfx_data", GENERIC_READ | GENERIC_WRITE, 0).succeeded);
  EXPECT_TRUE(peer->Lock("a", 5'000'000'000, 10, true).succeeded);
  EXPECT_EQ(peer->Unlock("a", 0, 1).last_error, std::uint32_t{ERROR_NOT_LOCKED});
  EXPECT_TRUE(peer->Close("a").succeeded);
  EXPECT_EQ(peer->Close("a").last_error, std::uint32_t{ERROR_INVALID_HANDLE});
}

TEST_F(PeerOverLoopback, MakesPipesAndReadsThem) {
  Start();
  const auto peer = Machine().start_peer();
  const PeerPipe pipe{"wfx_channel", PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1 << 17};
  ASSERT_TRUE(peer->MakePipe("server", pipe).succeeded);
  const Handle client(api_, api_.CreateFileW(Wide("\\\\.\\pipe\\wfx_channel").c_str(),
                                             GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr));
  ASSERT_TRUE(client.valid());
  const std::string bytes(70000, 'x');
  DWORD written = 0;
  ASSERT_TRUE(api_.WriteFile(client.get(), bytes.data(), 70000, &written, nullptr));
  const PeerReadReply reply = peer->Read("server", 70000, 5s);
  EXPECT_TRUE(reply.succeeded) << reply.last_error;
  EXPECT_EQ(std::string(reply.bytes.begin(), reply.bytes.end()), bytes);
  const PeerReadReply nothing = peer->Read("server", 1, 20ms);
  EXPECT_EQ(nothing.last_error, std::uint32_t{ERROR_IO_PENDING});
  EXPECT_TRUE(nothing.bytes.empty());
}

TEST_F(PeerOverLoopback, ClosesWhatAClientLeavesOpen) {
  Start();
  const RemoteMachine machine = Machine();
  {
    const auto peer = machine.start_peer();
    ASSERT_TRUE(peer->Open("a", kRemoteFile, GENERIC_READ | GENERIC_WRITE, 0).succeeded);
    ASSERT_TRUE(peer->Lock("a", 0, 1, true).succeeded);
  }
  const auto next = machine.start_peer();
  ASSERT_TRUE(next->Open("a", kRemoteFile, GENERIC_READ | GENERIC_WRITE, 0).succeeded);
  EXPECT_TRUE(next->Lock("a", 0, 1, true).succeeded) << "the lock outlived its owner";
}

TEST_F(PeerOverLoopback, RefusesWhatLeadsElsewhere) {
  Start();
  const auto peer = Machine().start_peer();
  const auto open = [&](const std::string& path) {
    return ProblemOf([&] { peer->Open("a", path, GENERIC_READ, 0); });
  };
  EXPECT_EQ(
      open("C:\\secret.txt"),
      "the peer on the other machine refuses: \"secret.txt\" is no name of a scenario's file");
  EXPECT_NE(open("wfx_data:stream"), "");
  EXPECT_NE(open("wfx_" + std::string(300, 'x')), "");
  EXPECT_NE(open("\\\\.\\pipe\\lsass"), "");
  EXPECT_NE(ProblemOf([&] {
              peer->MakePipe("b", {"spoolss", PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1});
            }),
            "");
  EXPECT_NE(ProblemOf([&] {
              peer->MakePipe("b", {"wfx_x", PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 0x80000000});
            }),
            "");
  EXPECT_NE(ProblemOf([&] { peer->Wait(24h); }), "");
  EXPECT_NE(ProblemOf([&] { peer->Read("b", 1 << 30, 1s); }), "");
  PeerWrite breaks;
  breaks.no_routine = true;
  EXPECT_NE(ProblemOf([&] { peer->Write(breaks); }), "");
  EXPECT_NE(ProblemOf([&] { peer->Assemble(AppendOrder{}); }), "");
  EXPECT_TRUE(peer->Open("a", kRemoteFile, GENERIC_READ, 0).succeeded) << "it goes on afterwards";
}

TEST_F(PeerOverLoopback, HasNoFilesWithoutAFolder) {
  Start("");
  const auto peer = Machine().start_peer();
  EXPECT_EQ(ProblemOf([&] { peer->Open("a", kRemoteFile, GENERIC_READ, 0); }),
            "the peer on the other machine refuses: it was given no folder; --target DIR gives it "
            "one");
}

TEST_F(PeerOverLoopback, IsNeverTakenForAnotherMachine) {
  Start();
  RemoteChoice choice = Here();
  EXPECT_EQ(Machine().why_not,
            "the peer is on this machine: its address 127.0.0.1 is this machine's");
  choice.may_be_here = false;
  EXPECT_EQ(ProblemOf([&] { RemotePeers peers(choice); }),
            "the peer at " + choice.at +
                " is on this machine: its address 127.0.0.1 is this machine's; nothing remote can "
                "be seen with it (--same-machine tries it)");
}

TEST_F(PeerOverLoopback, TellsNothingToWhoDoesNotHoldTheToken) {
  Start();
  RemoteChoice choice = Here();
  choice.token_file = TokenFile("some other token", "other");
  EXPECT_EQ(ProblemOf([&] { RemotePeers peers(choice); }),
            "the peer at " + choice.at + " holds another token, or none at all");
  EXPECT_EQ(Log(), "refused 127.0.0.1: it does not hold the token\n");
}

TEST_F(PeerOverLoopback, SurvivesWhatIsNoRun) {
  Start();
  const std::string attempts[] = {
      "GET / HTTP/1.1\r\n\r\n",
      Framed("no json"),
      Framed("{}"),
      Framed(R"({"wfx_peer": 1, "nonce": "1"})") + Framed(std::string(200, 'x')),
      Framed(R"({"wfx_peer": 1, "nonce": "1"})") + Framed(std::string(5000, 'x')),
      ""};
  for (const std::string& attempt : attempts) {
    const auto connection = Connection::Open(listener_->at(), 5s);
    connection->Send(attempt, 1s);
  }
  EXPECT_TRUE(Machine().start_peer()->Open("a", kRemoteFile, GENERIC_READ, 0).succeeded);
  EXPECT_NE(Log().find("refused 127.0.0.1: it does not greet as a run does: "), std::string::npos);
}

TEST_F(PeerOverLoopback, SaysWhenItSpeaksAnotherProtocol) {
  Listener other({"127.0.0.1", 0});
  std::thread server([&] {
    const auto client = other.Accept(5s);
    client->Send(Framed(R"({"wfx_peer": 7, "nonce": "1"})"), 1s);
    std::string rest;
    client->Receive(rest, 1s);
  });
  EXPECT_EQ(ProblemOf([&] { PeerChannel::Dial(other.at(), kToken); }),
            "the peer at " + other.at().Text() +
                " speaks protocol 7, this program 1; take the same version on both machines");
  server.join();
}

TEST_F(PeerOverLoopback, WhoOnlyPretendsToBeAPeerLearnsNothing) {
  Listener other({"127.0.0.1", 0});
  std::string seen;
  std::thread server([&] {
    const auto client = other.Accept(5s);
    client->Send(Framed(R"({"wfx_peer": 1, "nonce": "1"})") + Framed(std::string(40, 'x')), 1s);
    while (client->Receive(seen, 1s) == Connection::Got::kBytes) continue;
  });
  EXPECT_EQ(ProblemOf([&] { PeerChannel::Dial(other.at(), kToken); }),
            "the peer at " + other.at().Text() + " holds another token, or none at all");
  server.join();
  EXPECT_EQ(seen.find(kToken), std::string::npos);
}

TEST_F(PeerOverLoopback, EndsWhenItIsTold) {
  Start();
  RemotePeers(Here()).End();
  server_.join();
  EXPECT_NE(log_.str().find("ends, as 127.0.0.1 asks\n"), std::string::npos) << log_.str();
}

TEST_F(PeerOverLoopback, NobodyThereIsOneLine) {
  Start();
  const RemoteChoice choice = Here();
  End();
  listener_.reset();
  EXPECT_TRUE(ProblemOf([&] {
                RemotePeers peers(choice);
              }).starts_with("cannot connect to " + choice.at + ": "));
}

// A frame that is changed, repeated or sent back has the wrong seal.
TEST(SealedFrames, AreTheOtherSidesInTheirOrder) {
  Listener listener({"127.0.0.1", 0});
  std::unique_ptr<PeerChannel> peer;
  std::thread server([&] { peer = PeerChannel::Answer(listener.Accept(5s), kToken, {}); });
  const auto run = PeerChannel::Dial(listener.at(), kToken);
  server.join();
  run->Send("one");
  run->Send("two");
  EXPECT_EQ(peer->Receive(5s), "one");
  EXPECT_EQ(peer->Receive(5s), "two");
  EXPECT_THROW(peer->Receive(20ms), ChannelError) << "silence";
  EXPECT_FALSE(peer->ended());
}

class Meddler : public testing::TestWithParam<const char*> {};

// Stands between the two, and meddles with what the run says after the handshake.
TEST_P(Meddler, IsFoundOut) {
  Listener listener({"127.0.0.1", 0}), between({"127.0.0.1", 0});
  std::unique_ptr<PeerChannel> peer;
  std::thread server([&] { peer = PeerChannel::Answer(listener.Accept(5s), kToken, {}); });
  std::thread meddler([&] {
    const auto run = between.Accept(5s);
    const auto there = Connection::Open(listener.at(), 5s);
    const auto pass = [](Connection& from, Connection& to) {
      std::string bytes;
      from.Receive(bytes, 5s);
      to.Send(bytes, 1s);
      return bytes;
    };
    pass(*run, *there);  // greetings
    pass(*there, *run);
    pass(*run, *there);  // the proof
    const std::string introduction = pass(*there, *run);
    std::string order;
    run->Receive(order, 5s);
    const std::string how = GetParam();
    if (how == "changes") order.back() ^= 1;
    if (how == "repeats") {
      there->Send(order, 1s);
      std::this_thread::sleep_for(50ms);
    }
    if (how == "sends_back") order = introduction;
    there->Send(order, 1s);
    std::string rest;
    there->Receive(rest, 1s);
  });
  const auto run = PeerChannel::Dial(between.at(), kToken);
  server.join();
  run->Send("order");
  if (std::string(GetParam()) == "repeats") {
    EXPECT_EQ(peer->Receive(5s), "order");
  }
  try {
    peer->Receive(5s);
    ADD_FAILURE() << "taken";
  } catch (const ChannelError& error) {
    EXPECT_STREQ(error.what(), "a frame has the wrong seal");
  }
  peer.reset();
  meddler.join();
}

INSTANTIATE_TEST_SUITE_P(SealedFrames, Meddler, testing::Values("changes", "repeats", "sends_back"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace wfx
