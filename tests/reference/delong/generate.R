# Makes input.csv and expected.csv: variances of AUCs and DeLong's paired test by the pROC package.
suppressMessages(library(pROC))
set.seed(23)
n <- 240
z <- rnorm(n)
y <- as.numeric(runif(n) < plogis(z - 1))
a <- round((z + rnorm(n)) * 64) / 64
b <- round((z + rnorm(n)) * 4) / 4 # ties
c <- round((a + rnorm(n) / 8) * 64) / 64 # much like a
write.csv(data.frame(y, a, b, c), "input.csv", row.names = FALSE, quote = FALSE)
roc_of <- function(s) roc(y, s, levels = c(0, 1), direction = "<")
row_of <- function(s, t) {
  test <- roc.test(roc_of(s), roc_of(t), method = "delong", paired = TRUE)
  c(auc(roc_of(s)), auc(roc_of(t)), var(roc_of(s)), test$statistic, test$p.value, test$conf.int)
}
expected <- rbind(row_of(a, b), row_of(a, c), row_of(b, c))
colnames(expected) <- c("auc_a", "auc_b", "variance_a", "z", "p_value", "low", "high")
write.csv(format(as.data.frame(expected), digits = 16), "expected.csv", row.names = FALSE, quote = FALSE)
