// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/digest.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace plexus::query;

// RFC 1321, appendix A.5.
TEST_CASE("the test suite of MD5") {
  CHECK(md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5_hex("a") == "0cc175b9c0f1b6a831c399e269772661");
  CHECK(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(md5_hex("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(md5_hex("abcdefghijklmnopqrstuvwxyz") == "c3fcd3d76192e4007dfb496cca67e13b");
  CHECK(md5_hex("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
        "d174ab98d277d9f5a5611c2c9f419d9f");
  CHECK(md5_hex("1234567890123456789012345678901234567890"
                "1234567890123456789012345678901234567890") == "57edf4a22be3c955ac49da2e2107b67a");
}

// RFC 3174, section 7.3.
TEST_CASE("the test suite of SHA-1") {
  CHECK(sha1_hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sha1_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  CHECK(sha1_hex(std::string(1'000'000, 'a')) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
  std::string repeated;
  for (int i = 0; i < 10; ++i)
    repeated += "0123456701234567012345670123456701234567012345670123456701234567";
  CHECK(sha1_hex(repeated) == "dea356a2cddd90c7a7ecedc5ebb563934f460452");
}

TEST_CASE("bytes are bytes, zero and high ones among them") {
  CHECK(md5_hex(std::string_view{"\0", 1}) == "93b885adfe0da089cdf634904fd59f71");
  CHECK(sha1_hex(std::string_view{"\0", 1}) == "5ba93c9db0cff93f52b521d7420e43f6eda2784f");
  CHECK(md5_hex("\xff") == "00594fd4f42ba43fc1ca0427a0576295");
  CHECK(sha1_hex("\xff") == "85e53271e14006f0265921d02d4d736cdc580b0b");
}

// The padding takes a block of its own from 56 bytes on.
TEST_CASE("lengths around the ends of blocks") {
  CHECK(md5_hex(std::string(55, 'a')) == "ef1772b6dff9a122358552954ad0df65");
  CHECK(md5_hex(std::string(56, 'a')) == "3b0c8ac703f828b04c6c197006d17218");
  CHECK(md5_hex(std::string(64, 'a')) == "014842d480b571495a4a0363793f7367");
  CHECK(sha1_hex(std::string(55, 'a')) == "c1c8bbdc22796e28c0e15163d20899b65621d65a");
  CHECK(sha1_hex(std::string(56, 'a')) == "c2db330f6083854c99d4b5bfb6e8f29f201be699");
  CHECK(sha1_hex(std::string(64, 'a')) == "0098ba824b5c16427bd7a1122a5a442a25ec644d");
  std::set<std::string> different;
  for (std::size_t size = 0; size < 200; ++size) {
    different.insert(md5_hex(std::string(size, 'a')));
    different.insert(sha1_hex(std::string(size, 'a')));
  }
  CHECK(different.size() == 400);
}
