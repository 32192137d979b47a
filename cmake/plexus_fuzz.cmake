# plexus_fuzz(NAME [DEPS room...] [PACKAGES target...])
#
# A fuzz target from tests/fuzz/NAME.fuzz.cpp (which defines LLVMFuzzerTestOneInput) and the inputs
# in tests/fuzz/corpus/NAME. With PLEXUS_FUZZ (clang) it becomes the libFuzzer program fuzz_NAME,
# run for ten seconds under the label fuzz-smoke; otherwise corpus_NAME replays the corpus once
# under the same label, so that no found input ever breaks again. A source that is not there yet is
# skipped.
option(PLEXUS_FUZZ "Build the fuzz targets with libFuzzer" OFF)

function(plexus_fuzz NAME)
  cmake_parse_arguments(FUZZ "" "" "DEPS;PACKAGES" ${ARGN})
  if(NOT EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${NAME}.fuzz.cpp")
    return()
  endif()
  set(corpus "${CMAKE_CURRENT_SOURCE_DIR}/corpus/${NAME}")
  list(TRANSFORM FUZZ_DEPS PREPEND plexus_)
  if(PLEXUS_FUZZ)
    set(target fuzz_${NAME})
    set(found "${CMAKE_BINARY_DIR}/found/")
    set(scratch "${CMAKE_BINARY_DIR}/corpus/${NAME}") # new inputs go here, not into the sources
    file(MAKE_DIRECTORY "${found}" "${scratch}")
    add_executable(${target} EXCLUDE_FROM_ALL ${NAME}.fuzz.cpp)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzz_all ${target})
    add_test(NAME ${target} COMMAND ${target} -max_total_time=10 -timeout=5 -rss_limit_mb=1024
             -print_final_stats=1 -artifact_prefix=${found} "${scratch}" "${corpus}")
    set_tests_properties(${target} PROPERTIES TIMEOUT 60)
  else()
    set(target corpus_${NAME})
    add_executable(${target} ${NAME}.fuzz.cpp replay_main.cpp)
    add_test(NAME ${target} COMMAND ${target} "${corpus}")
    set_tests_properties(${target} PROPERTIES TIMEOUT 120)
  endif()
  target_link_libraries(${target} PRIVATE ${FUZZ_DEPS} ${FUZZ_PACKAGES})
  set_tests_properties(${target} PROPERTIES LABELS fuzz-smoke
                       ENVIRONMENT "${PLEXUS_SANITIZER_ENVIRONMENT}")
endfunction()
