// Connections over loopback: what comes across, and what becomes of every bound.
#include "runner/process/socket.h"

#include <gtest/gtest.h>

#include <thread>

namespace wfx {
namespace {

using namespace std::chrono_literals;
using Got = Connection::Got;

TEST(Endpoints, AreReadAsPeopleTypeThem) {
  EXPECT_EQ(ParseEndpoint("far").Text(), "far:19390");
  EXPECT_EQ(ParseEndpoint("10.0.0.7:80").Text(), "10.0.0.7:80");
  EXPECT_EQ(ParseEndpoint("fe80::1%4").Text(), "[fe80::1%4]:19390");
  EXPECT_EQ(ParseEndpoint("[::1]:0").Text(), "[::1]:0");
  EXPECT_EQ(ParseEndpoint("[::1]").Text(), "[::1]:19390");
}

TEST(Endpoints, ThatAreNoneAreRefused) {
  for (const char* wrong : {"", ":80", "far:", "far:x", "far:65536", "far:-1", "[::1", "[::1]80",
                            "[]:80", "a b", "far/pipe", "-far", "\\\\far"}) {
    EXPECT_THROW(ParseEndpoint(wrong), std::invalid_argument) << wrong;
  }
}

TEST(Endpoints, AreSpelledForUncPaths) {
  EXPECT_EQ(UncHost("far.example"), "far.example");
  EXPECT_EQ(UncHost("10.0.0.7"), "10.0.0.7");
  EXPECT_EQ(UncHost("fe80::1%4"), "fe80--1s4.ipv6-literal.net");
}

TEST(Endpoints, OfThisMachineAlone) {
  for (const char* here : {"127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(IsLoopback(here)) << here;
  for (const char* elsewhere : {"10.127.0.0", "128.0.0.1", "::2", "fe80::1"})
    EXPECT_FALSE(IsLoopback(elsewhere)) << elsewhere;
}

TEST(Sockets, CarryBytesBothWays) {
  Listener listener({"127.0.0.1", 0});
  ASSERT_NE(listener.at().port, 0);
  const auto client = Connection::Open(listener.at(), 5s);
  const auto server = listener.Accept(5s);
  ASSERT_NE(server, nullptr);
  EXPECT_EQ(client->remote_address(), "127.0.0.1");
  EXPECT_EQ(server->remote_address(), client->local_address());

  const std::string large(3 << 20, 'x');
  std::thread sender([&] { EXPECT_TRUE(client->Send(large, 10s)); });
  std::string got;
  while (got.size() < large.size() && server->Receive(got, 10s) == Got::kBytes) continue;
  sender.join();
  EXPECT_EQ(got, large);
  EXPECT_TRUE(server->Send("back", 1s));
  std::string answer;
  EXPECT_EQ(client->Receive(answer, 5s), Got::kBytes);
  EXPECT_EQ(answer, "back");
}

TEST(Sockets, TellSilenceFromAnEnd) {
  Listener listener({"127.0.0.1", 0});
  auto client = Connection::Open(listener.at(), 5s);
  const auto server = listener.Accept(5s);
  std::string got;
  EXPECT_EQ(server->Receive(got, 20ms), Got::kTimeout);
  client.reset();
  EXPECT_EQ(server->Receive(got, 5s), Got::kEnded);
}

TEST(Sockets, AFullPeerDoesNotHoldTheSenderForEver) {
  Listener listener({"127.0.0.1", 0});
  const auto client = Connection::Open(listener.at(), 5s);
  const auto server = listener.Accept(5s);
  EXPECT_FALSE(client->Send(std::string(64 << 20, 'x'), 100ms)) << "nobody reads";
}

TEST(Sockets, NobodyComes) {
  Listener listener({"127.0.0.1", 0});
  EXPECT_EQ(listener.Accept(20ms), nullptr);
}

std::string ProblemOf(const Endpoint& endpoint) {
  try {
    Connection::Open(endpoint, 500ms);
  } catch (const SocketError& error) {
    return error.what();
  }
  return "connected";
}

TEST(Sockets, NobodyThereIsSaid) {
  Endpoint gone;
  gone = Listener({"127.0.0.1", 0}).at();
  EXPECT_TRUE(ProblemOf(gone).starts_with("cannot connect to 127.0.0.1:")) << ProblemOf(gone);
  EXPECT_EQ(ProblemOf({"no.such.host.invalid", 1}), "there is no host \"no.such.host.invalid\"");
}

TEST(Sockets, AnAddressOfSomebodyElseIsNoPlaceToListen) {
  EXPECT_THROW(Listener({"192.0.2.1", 0}), SocketError);
  const Listener first({"127.0.0.1", 0});
  EXPECT_THROW(Listener(first.at()), SocketError) << "the port is taken";
}

}  // namespace
}  // namespace wfx
