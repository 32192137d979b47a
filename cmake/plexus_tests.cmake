# plexus_tests(FOLDER [LABEL label] [DEPS room...] [PACKAGES target...])
#
# One Catch2 program from every *.test.cpp of tests/FOLDER and its subfolders, run by CTest as one
# test under LABEL (default unit). A folder that is not there yet is skipped.
function(plexus_tests FOLDER)
  cmake_parse_arguments(TESTS "" "LABEL" "DEPS;PACKAGES" ${ARGN})
  if(NOT TESTS_LABEL)
    set(TESTS_LABEL unit)
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
       "${CMAKE_CURRENT_SOURCE_DIR}/${FOLDER}/*.test.cpp")
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" target "test_${FOLDER}")
  add_executable(${target} ${sources})
  list(TRANSFORM TESTS_DEPS PREPEND plexus_)
  target_link_libraries(${target} PRIVATE ${TESTS_DEPS} ${TESTS_PACKAGES} plexus_catch_main)
  target_compile_definitions(${target} PRIVATE
    PLEXUS_SOURCE_DIR="${PROJECT_SOURCE_DIR}" PLEXUS_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  if(PLEXUS_PRECOMPILED_HEADERS)
    if("CAF::core" IN_LIST TESTS_PACKAGES)
      target_precompile_headers(${target} REUSE_FROM plexus_caf_test_headers)
    else()
      target_precompile_headers(${target} REUSE_FROM plexus_test_headers)
    endif()
  endif()
  add_test(NAME ${FOLDER} COMMAND ${target})
  set_tests_properties(${FOLDER} PROPERTIES LABELS ${TESTS_LABEL} TIMEOUT 600
                       ENVIRONMENT "${PLEXUS_SANITIZER_ENVIRONMENT}")
endfunction()
