// SPDX-License-Identifier: Apache-2.0
module twin

go 1.19
